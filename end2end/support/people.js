// Who is in the demo company.
export const PASSWORD = "motore-demo";
export const PEOPLE = {
  admin: "olga.marin@demo.example",
  exec: "ada.rossi@demo.example",
  manager: "bruno.conti@demo.example",
  rep: "carla.ferri@demo.example",
  bdr: "oscar.lund@demo.example",
  marketer: "laura.bianchi@demo.example",
};
export const session = (role) => `test-results/sessions/${role}.json`;
