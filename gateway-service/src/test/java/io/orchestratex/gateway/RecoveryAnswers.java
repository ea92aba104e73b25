package io.orchestratex.gateway;

/** What services answer about backups, restores and schedules, with markup in every text. */
final class RecoveryAnswers {

  private static final String ATTACK = "<script>alert(1)</script>\\\"'&";
  private static final String PLAN =
      """
      {"plan":{"backup":"b1","vault":"offsite","taken_at":"2026-11-27T02:15:00Z","data_lost_since":"2026-11-27T02:15:00Z",
       "targets":[{"target":"mongodb","engine":"mongodb","way":"renamed","objects":[
         {"name":"shop.customers","current_count":1250,"backup_count":1249,"action":"replace"},
         {"name":"shop.orders","backup_count":8412,"action":"create","expires_after_seconds":3600},
         {"name":"shop.carts","current_count":87,"action":"drop"},
         {"name":"shop.%1$s","current_count":3,"backup_count":2,"action":"skip","reason":"%1$s waits"}],
        "left_out":[{"kind":"accounts and roles","name":"accounts","reason":"they belong to the server","failed":false}]}],
       "estimated_seconds":75,"warnings":["mongodb: what was written after goes."],"obstacles":[%2$s],
       "token":"token-%3$s"}}
      """;
  private static final String RESTORE =
      """
      {"id":"r1","backup":"b1","state":"%s","waits_for":[],"targets":["mongodb"],"databases":["shop"],
       "collections":[],"progress":{"percent":76,"bytes":2048,"phase":"%s","detail":"%s"},"attempt":4,
       "steps":[{"name":"safety_backup","state":"done","started_at":"2026-11-27T09:42:12Z",
         "finished_at":"2026-11-27T09:42:14Z","detail":"s1"},
        {"name":"swap","state":"running","started_at":"2026-11-27T09:42:16Z"}],
       "requested_by":"ops","created_at":"2026-11-27T09:42:11Z","safety_backup":"s1",
       "report":{"objects":[
         {"target":"mongodb","name":"shop.equal","expected_count":5,"count":5,"equal":true},
         {"target":"mongodb","name":"shop.short","expected_count":8412,"count":8411,"equal":false}],
        "deviations":[{"target":"mongodb","kind":"INDEX","name":"shop.by_day","reason":"could not be built"}],
        "equal":false}}
      """;

  private RecoveryAnswers() {}

  static String plan(String obstacles, String token) {
    return PLAN.formatted(ATTACK, obstacles, token);
  }

  static String restore(String state) {
    return RESTORE.formatted(state, state, ATTACK);
  }

  static String page(String... items) {
    return "{\"items\":["
        + String.join(",", items)
        + "],\"paging\":{\"limit\":25,\"offset\":0,\"total\":"
        + items.length
        + "}}";
  }

  static String backup(String id) {
    return """
    {"id":"%s","vault":"default","kind":"full","label":"%s","state":"succeeded","targets":["mongodb","postgresql"],
     "progress":{"percent":100,"bytes":1,"phase":"done","detail":""},"attempt":1,"parts":[
      {"target":"mongodb","engine":"mongodb","state":"stored","objects":[
        {"name":"shop.orders","count":5,"bytes":100},{"name":"blog.posts","count":7,"bytes":50}],
       "source_bytes":150,"stored_bytes":80},
      {"target":"postgresql","engine":"postgresql","state":"stored","objects":[
        {"name":"\\"a.b & c\\".public.t","count":1,"bytes":10}],"source_bytes":10,"stored_bytes":8}],
     "completeness":"partial","left_out":[{"target":"mongodb","kind":"collection","name":"shop.%s","reason":"gone","failed":true}],
     "verified":true,"verification":{"state":"succeeded","bytes_read":4096,"finished_at":"2026-11-27T10:00:05Z"},
     "copies":[{"vault":"offsite","state":"complete","percent":100,"requested_by":"ops","stored_bytes":9}],
     "requested_by":"ops","waits_for":[],"created_at":"2026-11-27T10:00:00Z","source_bytes":2048,
     "stored_bytes":1024,"duration_ms":1500}
    """
        .formatted(id, ATTACK, ATTACK);
  }

  static String schedule(String id, String state) {
    return """
    {"id":"%s","action":"full-backup","settings":{"targets":["mongodb"],"label":"%s"},"cron":"30 2 * * 1-5",
     "zone":"Europe/Berlin","missed":"once","missed_limit":10,"state":"%s",
     "next_due":["2026-11-30T02:30:00+01:00"],"last":%s,"declared":false,"created_by":"ops",
     "created_at":"2026-11-20T14:03:11Z","changed_at":"2026-11-26T08:12:40Z"}
    """
        .formatted(id, ATTACK, state, run("ordered"));
  }

  static String run(String outcome) {
    return """
    {"schedule":"nightly","due_at":"2026-11-27T01:30:00Z","due_times":3,"cause":"due","outcome":"%s",
     "job":"b1","detail":"%s","requested_by":"schedule:nightly","decided_at":"2026-11-27T01:30:00Z"}
    """
        .formatted(outcome, ATTACK);
  }
}
