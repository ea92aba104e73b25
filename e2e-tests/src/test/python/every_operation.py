"""A journey over each operation of the API document, with the client generated from it.

Arguments: the document, the folder that holds the client's package, the gateway's address. The
admin's password is read from standard input. Prints what each operation was answered with, then
those that were never called, which is a failure.
"""

import json
import sys
import time
import traceback
import uuid

PACKAGE = "orchestratex_client"


def identity(admin, anonymous, password):
    anonymous.call("getHealth")
    anonymous.call("getSigningKeys")
    admin.call("getCurrentUser")
    name = "client-" + uuid.uuid4().hex[:8]
    secret = uuid.uuid4().hex
    user = admin.call(
        "createUser", body={"username": name, "password": secret, "roles": ["agent", "operator"]}
    )
    admin.call("listUsers", limit=5)
    admin.call("listPeople", q=name, enabled=True)
    admin.call("getUser", id=user["id"])
    tokens = anonymous.call("signIn", body={"username": name, "password": secret})
    renewed = anonymous.call("refreshTokens", body={"refresh_token": tokens["refresh_token"]})
    signed_in = admin.signed_in(renewed["access_token"])
    key = signed_in.call("createApiKey", body={"name": "client", "roles": ["agent"]})
    signed_in.call("listApiKeys")
    signed_in.call("deleteApiKey", id=key["id"])
    signed_in.call("revokeToken", body={"token": renewed["refresh_token"]})
    admin.call("updateUser", id=user["id"], body={"roles": ["analyst"]})
    admin.call("deleteUser", id=user["id"])
    admin.call("rotateSigningKey")
    admin.call("listSignIns", user=name, outcome="succeeded", from_="-1h")
    admin.call("getSystem")
    admin.call("listSettings", service="backup-service")


def conversation(admin):
    admin.call("listModels")
    session = admin.call(
        "startSession",
        body={"title": "Generated client", "metadata": {"ticket": 17, "nested": {"a": [1, None]}}},
        idempotency_key=uuid.uuid4().hex,
    )
    admin.call("listSessions", status="active", limit=5)
    thread = admin.call("openThread", id=session["id"], body={"domain": "testing"})
    admin.call("listThreads", id=session["id"])
    admin.call("getThread", id=thread["id"])
    admin.call("searchThreads", domain="testing")
    admin.call("sendPrompt", thread_id=thread["id"], body={"prompt": "What is a fencing token?"})
    first = admin.stream(
        "sendPrompt", thread_id=thread["id"], body={"prompt": "And a lease?", "stream": True}
    )
    if not first.startswith((b"event:", b"data:", b":")):
        raise AssertionError(f"not a stream of events: {first!r}")
    admin.call("listResponses", thread_id=thread["id"], status="completed")
    admin.call("searchResponses", q="fencing")
    admin.call("forkThread", id=thread["id"], body={"iteration": 1})
    admin.call("changeSession", id=session["id"], body={"tags": ["generated"]})
    admin.call("exportSession", id=session["id"])
    admin.call("exportSessions")
    admin.call("getSession", id=session["id"])
    admin.call("getSessionAnalytics", id=session["id"])
    admin.call("endSession", id=session["id"])
    admin.call("deleteSession", id=session["id"])
    agent = admin.call(
        "registerAgent",
        body={"name": "Reviewer", "role": "reviewer", "capabilities": ["code"], "metadata": {"a": 1}},
    )
    admin.call("listAgents", status="active", role="reviewer", capability="code")
    admin.call("getAgent", id=agent["id"])
    admin.call("changeAgentStatus", id=agent["id"], body={"status": "idle"})
    task = admin.call(
        "createTask", body={"type": "review", "agent_id": agent["id"], "payload": {"pull": 12}}
    )
    admin.call("getUsage", interval="hour", group_by="model", from_="-24h")
    admin.call("listTasks", status="pending", type_="review", agent_id=agent["id"])
    admin.call("getTask", id=task["id"])


def monitoring(admin):
    admin.call("listTargets", state="up", q="mongo")
    admin.call("getTarget", id="mongodb")
    admin.call("listMetricNames", target="mongodb")
    admin.call("getTargetHealth", group="database")
    awaited("samples", lambda: admin.call("listLatestSamples", name="ox_up")["items"])
    admin.call("listSeries", target="mongodb", label=["database:orchestratex"])
    found = awaited(
        "points", lambda: admin.call("queryRange", name="ox_up", from_="-1h", step="1m")["series"]
    )
    if not found[0]["points"]:
        raise AssertionError("a series without points")
    admin.call("getDatabaseMetrics")
    admin.call("scrapeMetrics")


def alerts(admin):
    rules = admin.call("listRules")["items"]
    admin.call("getRule", id=rules[0]["id"])
    rule = "client-" + uuid.uuid4().hex[:8]
    threshold = {
        "kind": "threshold",
        "selector": {"metric": "node_cpu_used_ratio", "labels": [], "ignore_labels": []},
        "comparison": "at_least",
        "fire": 0,
        "for_seconds": 0,
    }
    definition = {"id": rule, "severity": "low", "message": "{value}", "condition": threshold}
    admin.call("createRule", body=definition)
    for condition in (
        {"kind": "silence", "of": "target", "for_seconds": 3600},
        {"kind": "event", "type": "backup.failed"},
        {**threshold, "kind": "shrink", "ratio": 0.5, "recovered": 0.9, "min_previous": 1e9},
    ):
        for other in ("comparison", "fire", "for_seconds") if condition["kind"] == "shrink" else ():
            condition.pop(other)
        other = {**definition, "id": rule + "-" + condition["kind"], "condition": condition}
        admin.call("createRule", body=other)
        admin.call("getRule", id=other["id"])
        admin.call("deleteRule", id=other["id"])

    def raised():
        return admin.call("listAlerts", resolved=False, severity="low", rule=rule)["items"]

    first = awaited("an alert", raised)[0]
    case = admin.call(
        "openCase",
        body={"title": "Client", "severity": "low", "alert_id": first["id"], "metadata": {"a": None}},
    )
    admin.call("getAlert", id=first["id"])
    admin.call("acknowledgeAlert", id=first["id"])
    admin.call("resolveAlert", id=first["id"], body={"resolution": "Tried with a client."})
    second = awaited("the next alert", raised)[0]
    admin.call("linkAlert", id=case["id"], body={"alert_id": second["id"]})
    version = admin.call("getCase", id=case["id"])["version"]
    change = {"status": "in_progress", "priority": "urgent", "version": version, "assignee": None}
    admin.call("editCase", id=case["id"], body=change)
    admin.call("acceptAlert", id=second["id"])
    admin.call("replaceRule", id=rule, body={**definition, "enabled": False, "version": 1})
    admin.call("deleteRule", id=rule)
    admin.call("listCases", severity="low", status="resolved", q="client")
    admin.call("getAlertSummary")
    admin.call("readAlertLog", limit=3)
    admin.call("listNotifications", state="delivered")
    webhook = admin.call("getWebhook")
    admin.call("setWebhook", body={"url": webhook["url"]})


def backups(admin):
    admin.call("listBackupTargets")
    admin.call("getBackupTarget", id="mongodb")
    vaults = admin.call("listVaults")["items"]
    admin.call("getVault", name=vaults[0]["name"])
    assert admin.call("testVault", name=vaults[0]["name"])["passed"]
    admin.call("acceptVault", name=vaults[0]["name"], expect=[200, 409])
    order = {"targets": ["mongodb"], "label": "generated-client"}
    backup = admin.call("orderBackup", body=order, idempotency_key=uuid.uuid4().hex)["id"]
    other = admin.call("orderBackup", body=order)["id"]
    admin.call("cancelBackup", id=other, expect=[200, 202, 409])
    ended(admin, "getBackup", backup)
    admin.call("listBackups", state="succeeded", target="mongodb", label="generated-client")
    admin.call("holdBackup", id=backup, body={"reason": "A client looks at it."})
    admin.call("deleteBackup", id=backup, expect=[409])
    admin.call("releaseBackup", id=backup)
    admin.call("markBackupImportant", id=backup)
    admin.call("unmarkBackupImportant", id=backup)
    # The stack has one vault: the backup is in it, and nowhere else.
    admin.call("copyBackup", id=backup, body={"vault": "default"}, expect=[400])
    admin.call("deleteBackupCopy", id=backup, vault="default", expect=[409])
    admin.call("verifyBackup", id=backup)
    if not admin.call("exportBackup", id=backup, target="mongodb", database="orchestratex"):
        raise AssertionError("an export without a byte")
    if not admin.call("downloadBackupArchive", id=backup, target="mongodb"):
        raise AssertionError("an archive without a byte")
    admin.call("importBackup", body={"path": "no-such", "target": "mongodb"}, expect=[400, 409])
    admin.call("getImportPlaces")
    admin.call("uploadBackup", target="no-such", body=b"no dump", expect=[400])
    wanted = {"backup": backup, "targets": ["mongodb"], "databases": ["orchestratex"]}
    plan = admin.call("orderRestore", body=wanted)["plan"]
    confirmed = {**wanted, "confirm": True, "plan_token": plan["token"]}
    restore = admin.call("orderRestore", body=confirmed)["id"]
    done = ended(admin, "getRestore", restore)
    if done["state"] != "succeeded":
        raise AssertionError(f"the restore is {done}")
    admin.call("listRestores", state="succeeded", target="mongodb")
    admin.call("cancelRestore", id=restore, expect=[409])
    admin.call("giveUpRestore", id=restore, expect=[409])
    copy = {"backup": backup, "targets": ["mongodb"], "as": {"orchestratex": "client_copy"}}
    if admin.call("orderRestore", body=copy)["plan"]["obstacles"]:
        raise AssertionError("a free name is refused")
    closed = {"services": ["alert-service"], "minutes": 1, "reason": "A client closes it."}
    if not admin.call("declareMaintenance", body=closed)["active"]:
        raise AssertionError("nothing is declared")
    admin.call("getMaintenance")
    admin.call("endMaintenance")
    ended(admin, "getBackup", other)
    admin.call("deleteBackup", id=other)


def schedules(admin):
    name = "client-" + uuid.uuid4().hex[:8]
    admin.call(
        "createSchedule",
        body={
            "id": name,
            "action": "full-backup",
            "settings": {"targets": ["postgresql"]},
            "cron": "30 2 * * *",
            "zone": "Europe/Berlin",
            "paused": True,
        },
    )
    admin.call("listSchedules")
    admin.call("getSchedule", id=name)
    admin.call("changeSchedule", id=name, body={"cron": "15 3 * * *", "missed": "all"})
    admin.call("resumeSchedule", id=name)
    admin.call("pauseSchedule", id=name)
    admin.call("pauseAllSchedules")
    admin.call("resumeAllSchedules")
    run = admin.call("runSchedule", id=name)
    admin.call("listScheduleRuns", id=name)
    admin.call("deleteSchedule", id=name)
    ended(admin, "getBackup", run["job"])


def targets(admin):
    for end, service in (("BackupTarget", "Backup"), ("Target", "")):
        name = "client-" + uuid.uuid4().hex[:8]
        wanted = {"uri": "mongodb://nobody@127.0.0.1:1/", "password": "x"}
        report = admin.call(f"test{service}Connection", body=wanted)
        if report["failed"] != "tcp":
            raise AssertionError(f"a closed port was not found: {report}")
        admin.call(
            f"add{end}", test=False, body={"id": name, "labels": {"team": "client"}} | wanted
        )
        admin.call(f"test{end}", id=name)
        admin.call(f"change{end}", id=name, test=False, body={"labels": {"team": "other"}})
        admin.call(f"remove{end}", id=name)


def policies(admin):
    name = "client-" + uuid.uuid4().hex[:8]
    presets = admin.call("listPolicyPresets", zone="Europe/Berlin")["items"]
    made = admin.call(
        "createPolicy",
        body={"name": name, "preset": presets[0]["name"], "targets": ["postgresql"]},
    )
    admin.call("listPolicies")
    admin.call("getPolicy", name=name)
    admin.call("planRetention", name=name)
    admin.call(
        "replacePolicy",
        name=name,
        body={"targets": ["postgresql"], "keep": {"last": 3}, "version": made["version"]},
    )
    admin.call("deletePolicy", name=name)


def drills(admin):
    backup = ended(
        admin,
        "getBackup",
        admin.call("orderBackup", body={"targets": ["postgresql"], "label": "client"})["id"],
    )["id"]
    admin.call("orderDrill", body={"backup": backup, "dry_run": True})
    drill = admin.call("orderDrill", body={"backup": backup})["id"]
    admin.call("listDrills", backup=backup, target="postgresql", limit=10)
    ended(admin, "getDrill", drill)
    admin.call("cancelDrill", id=drill, expect=[409])
    admin.call("listReadiness", target="postgresql")
    admin.call("deleteBackup", id=backup)


def recoveries(admin):
    admin.call("startLogArchive", id="postgresql", body={"vault": "default"})
    order = {"kind": "physical", "targets": ["postgresql"], "label": "client"}
    backup = ended(admin, "getBackup", admin.call("orderBackup", body=order)["id"])["id"]
    admin.call("getLogArchive", id="postgresql")
    name = "client-" + uuid.uuid4().hex[:8]
    wanted = {"target": "postgresql", "backup": backup, "to": "end", "name": name}
    admin.call("orderRecovery", body={**wanted, "dry_run": True})
    recovery = admin.call("orderRecovery", body=wanted)["id"]
    admin.call("listRecoveries", target="postgresql", limit=10)
    ended(admin, "getRecovery", recovery)
    admin.call("cancelRecovery", id=recovery, expect=[409])
    admin.call("stopLogArchive", id="postgresql")
    admin.call("deleteBackup", id=backup)


def parked_events(admin):
    """Each service's own operations; the test has sent events that alert-service cannot read."""
    for name in sorted(admin.operations.by_id):
        if name.startswith("listParkedEvents"):
            of = name.removeprefix("listParkedEvents")
            parked = admin.call(name, limit=100)["items"]
            if of == "OfAlert":
                parked = awaited("a parked event", lambda: admin.call(name, limit=100)["items"])
            one, expect, topic = uuid.uuid4().hex, [404], "metric.samples.v1"
            if parked:
                one, expect, topic = parked[0]["id"], None, parked[0]["topic"]
            admin.call("replayParkedEvent" + of, id=one, expect=expect)
            admin.call("replayParkedEvents" + of, body={"topic": topic})


def awaited(what, condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.5)
    raise AssertionError(f"no {what} within {seconds} s")


def ended(caller, operation, job):
    states = ("succeeded", "failed", "cancelled", "rolled_back", "rollback_failed", "partial")

    def state():
        found = caller.call(operation, id=job)
        return found if found["state"] in states else None

    return awaited(f"end of {job}", state)


def main(document, folder, gateway):
    sys.path.insert(0, folder)
    from calls import Caller, Operations
    from orchestratex_client import AuthenticatedClient, Client

    class Admin(Caller):
        def signed_in(self, token):
            return Admin(self.operations, AuthenticatedClient(base_url=gateway, token=token))

    password = sys.stdin.readline().strip()
    with open(document, encoding="utf-8") as file:
        operations = Operations(json.load(file), PACKAGE)
    anonymous = Admin(operations, Client(base_url=gateway))
    token = anonymous.call("signIn", body={"username": "admin", "password": password})
    admin = anonymous.signed_in(token["access_token"])
    wrong = 0
    for part in (
        lambda: identity(admin, anonymous, password),
        lambda: conversation(admin),
        lambda: monitoring(admin),
        lambda: backups(admin),
        lambda: schedules(admin),
        lambda: policies(admin),
        lambda: drills(admin),
        lambda: recoveries(admin),
        lambda: targets(admin),
        lambda: alerts(admin),
        lambda: parked_events(admin),
    ):
        try:
            part()
        except Exception:  # Each part is told of, not the first alone.
            traceback.print_exc()
            wrong += 1
    missing = operations.never_called()
    if missing:
        print("never called: " + ", ".join(missing), file=sys.stderr)
    return 1 if wrong or missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
