// Makes the replica set and the accounts: what is missing is created, what exists gets the password and the roles
// given here. Safe to run at each start; a password changed in .env takes effect by running it again.
const LIMIT_MS = 120000;
const deadline = Date.now() + LIMIT_MS;
const password = (name) => {
  const variable = `MONGODB_${name}_PASSWORD`;
  if (!process.env[variable]) throw new Error(`${variable} is not set`);
  return process.env[variable];
};

function server() {
  const login = `root:${encodeURIComponent(password('ADMIN'))}`;
  for (;;) {
    try {
      // Not `return connect(…)`: what fails after the return is not caught here.
      const db = connect(`mongodb://${login}@mongo:27017/admin?directConnection=true&serverSelectionTimeoutMS=2000`);
      return db;
    } catch (e) {
      if (Date.now() > deadline) throw e;
      sleep(500);
    }
  }
}

const admin = server();
try {
  admin.adminCommand({replSetGetStatus: 1});
} catch (e) {
  if (e.codeName !== 'NotYetInitialized') throw e;
  admin.adminCommand({replSetInitiate: {_id: 'rs0', members: [{_id: 0, host: 'mongo:27017'}]}});
  print('replica set rs0 initiated');
}
while (!admin.adminCommand({hello: 1}).isWritablePrimary) {
  if (Date.now() > deadline) throw new Error(`no primary after ${LIMIT_MS / 1000} s`);
  sleep(200);
}

// Counts and sizes of every collection. 'find' is what MongoDB asks for to count documents; monitor-service reads none.
const sampler = {
  privileges: [
    {resource: {db: '', collection: ''}, actions: ['listCollections', 'collStats', 'dbStats', 'indexStats', 'find']},
  ],
  roles: ['clusterMonitor'],
};
const knowsSampler = admin.getRole('orchestratexSampler') !== null;
admin.runCommand({[knowsSampler ? 'updateRole' : 'createRole']: 'orchestratexSampler', ...sampler});

const own = (db) => [{role: 'readWrite', db}, {role: 'dbAdmin', db}];
const accounts = [
  ['gateway-service', 'GATEWAY', own('gateway')],
  ['session-service', 'SESSION', own('orchestratex')],
  ['alert-service', 'ALERT', own('alert')],
  // Reads every database for a backup; a restore creates, renames and drops collections of any database.
  ['backup-operator', 'BACKUP', ['backup', 'restore', 'readWriteAnyDatabase', 'dbAdminAnyDatabase', 'clusterMonitor']],
  ['monitoring', 'MONITOR', ['orchestratexSampler']],
];
for (const [account, secret, roles] of accounts) {
  const verb = admin.getUser(account) === null ? 'createUser' : 'updateUser';
  admin.runCommand({[verb]: account, pwd: password(secret), roles});
  print(`${verb} ${account}`);
}
