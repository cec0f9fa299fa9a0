/** The style sheet of all pages: a card in the middle, the whole width on a phone; dark where the device is. */
export const styleSheet = `:root{color-scheme:light dark;--ground:#eef3f5;--card:#fff;--text:#16242b;--soft:#51646d;--line:#cfdadf;
--field:#fff;--accent:#0b6b76;--on-accent:#fff;--alert:#8f1d1d;--alert-ground:#fdeeee;--note:#f3f8f9}
@media (prefers-color-scheme:dark){:root{--ground:#0e1619;--card:#172226;--text:#e7eff1;--soft:#a3b5bc;--line:#33454c;
--field:#0f191c;--accent:#5cc4cf;--on-accent:#06272b;--alert:#ffb4b0;--alert-ground:#3b1718;--note:#1c2a2f}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;padding:1.5rem;
background:var(--ground);color:var(--text);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.card{width:100%;max-width:26rem;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:2rem;
box-shadow:0 1px 2px #0001,0 12px 32px #0b3a4214}
.wide{max-width:34rem}
.brand{display:flex;align-items:center;gap:.5rem;margin:0 0 1.25rem;color:var(--soft);font-size:.9rem;font-weight:600;letter-spacing:.01em}
.drop{width:.8rem;height:.8rem;background:var(--accent);border-radius:0 50% 50% 50%;transform:rotate(45deg)}
h1{margin:0 0 .35rem;font-size:1.45rem;line-height:1.25;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{margin:1.5rem 0 .5rem;font-size:1rem}
p{margin:0 0 1rem}
.soft{color:var(--soft)}
.small{font-size:.875rem}
.where{overflow-wrap:anywhere}
label.field{display:block;margin:1rem 0 .35rem;font-weight:600;font-size:.925rem}
input[type=text],input[type=password],input[type=search]{width:100%;height:2.9rem;padding:0 .8rem;font:inherit;color:inherit;
background:var(--field);border:1px solid var(--line);border-radius:9px}
button{font:inherit;font-weight:600;min-height:2.9rem;padding:0 1.25rem;border-radius:9px;border:1px solid transparent;cursor:pointer}
.primary{background:var(--accent);color:var(--on-accent)}
.plain{background:transparent;color:var(--text);border-color:var(--line)}
.primary:hover,.plain:hover{filter:brightness(1.08)}
.link{background:none;border:0;min-height:2rem;padding:0 .25rem;color:var(--soft);font-weight:500;text-decoration:underline}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.actions{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.5rem}
.actions button{flex:1 1 9rem;padding:0 .75rem}
.below{margin:.75rem 0 0;text-align:center}
.alert{padding:.7rem .9rem;border-radius:9px;background:var(--alert-ground);color:var(--alert);font-weight:500}
.who{display:flex;flex-direction:column;padding:.8rem 1rem;border-radius:9px;background:var(--note);border:1px solid var(--line);margin:1rem 0}
.who strong{font-size:1.05rem}
ul.rights{list-style:none;margin:0;padding:0;border:1px solid var(--line);border-radius:9px;overflow:hidden}
ul.rights li+li{border-top:1px solid var(--line)}
ul.rights label,ul.rights .fixed{display:flex;gap:.75rem;align-items:flex-start;padding:.7rem .9rem;cursor:pointer}
ul.rights .fixed{cursor:default}
ul.rights input{margin:.2rem 0 0;width:1.15rem;height:1.15rem;flex:none;accent-color:var(--accent)}
ul.rights small{display:block;color:var(--soft)}
.tick{width:1.15rem;flex:none;text-align:center;color:var(--accent);font-weight:700}
.search{display:flex;gap:.6rem;margin-top:1rem}
.search input{flex:1}
.people{list-style:none;margin:1rem 0 0;padding:0;display:grid;gap:.5rem}
.people button{width:100%;display:flex;justify-content:space-between;gap:1rem;align-items:center;text-align:left;background:var(--card);
color:inherit;border-color:var(--line);padding:.55rem 1rem;font-weight:600}
.people button:hover{border-color:var(--accent)}
.people span{color:var(--soft);font-weight:400;font-size:.9rem;white-space:nowrap}
@media (max-width:34rem){body{padding:0;align-items:stretch}.card{max-width:none;border:0;border-radius:0;box-shadow:none;
padding:1.5rem 1.25rem 2rem}.people button{flex-direction:column;align-items:flex-start;gap:0}}
`;
