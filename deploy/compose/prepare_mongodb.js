// Makes the one-node replica set and a user a service; run again it changes nothing.
// A user reads and writes its own database and makes its indexes; the classifier also reads the
// salts that the case service keeps.
const fs = require("fs");
const secret = (name) => fs.readFileSync(`/secrets/${name}`, "utf8").trim();

function isPrimary() {
  return db.hello().isWritablePrimary;
}

try {
  rs.status();
} catch (error) {
  if (error.codeName !== "NotYetInitialized") throw error;
  rs.initiate({ _id: "rs0", members: [{ _id: 0, host: "mongodb:27017" }] });
}
for (let waited = 0; !isPrimary(); waited++) {
  if (waited > 240) throw new Error("the replica set has no primary after two minutes");
  sleep(500);
}

const admin = db.getSiblingDB("admin");
for (const service of ["crawler", "classifier", "case"]) {
  const roles = [
    { role: "readWrite", db: `minhbach_${service}` },
    { role: "dbAdmin", db: `minhbach_${service}` },
  ];
  if (service === "classifier") roles.push({ role: "read", db: "minhbach_case" });
  const user = { pwd: secret(service), roles };
  if (admin.getUser(service)) admin.updateUser(service, user);
  else admin.createUser({ user: service, ...user });
  print(`user ${service} stands`);
}
