package io.orchestratex.gateway;

/** What session-service answers, for tests of pages. */
final class SessionAnswers {

  static final String ATTACK = "<script>alert(1)</script>";

  private SessionAnswers() {}

  static String page(String... items) {
    return "{\"items\":["
        + String.join(",", items)
        + "],\"paging\":{\"limit\":25,\"offset\":0,\"total\":60}}";
  }

  static String session(String status) {
    return """
    {"id":"s1","user_id":"someone-else","title":"%s","status":"%s","created_at":"2026-11-27T10:00:00Z",
     "session_start":"2026-11-27T10:00:00Z","total_tokens":1234,"total_cost":0.00042,"thread_count":2}
    """
        .formatted(ATTACK, status);
  }

  static String thread() {
    return """
    {"id":"t1","session_id":"s1","domain":"general","title":"Thread %s","iterations":3,
     "created_at":"2026-11-27T10:00:00Z"}
    """
        .formatted(ATTACK);
  }

  static String response(int iteration, String status, String more) {
    return """
    {"id":"r%d","thread_id":"t1","session_id":"s1","iteration":%d,"provider":"demo","model_name":"demo-1",
     "prompt":"What is %s?","response_text":"It is %s.","status":"%s","tokens_used":23,"input_tokens":12,
     "output_tokens":11,"cost_usd":0.0000084,"response_time_ms":812,"cached":false,
     "created_at":"2026-11-27T10:00:00Z","finish_reason":"length"%s}
    """
        .formatted(iteration, iteration, ATTACK, ATTACK, status, more);
  }

  static String usage(String group) {
    String sums =
        "\"prompts\":7,\"failures\":2,\"input_tokens\":10,\"output_tokens\":20,\"total_tokens\":1030,"
            + "\"total_cost\":0.5";
    return """
    {"from":"2026-11-20T00:00:00Z","to":"2026-11-22T12:00:00Z","interval":"day","zone":"UTC","truncated":false,
     "total":{%s},"items":[{"period":"2026-11-20T00:00:00Z","group":"%s",%s},
     {"period":"2026-11-22T00:00:00Z","group":"%s",%s}]}
    """
        .formatted(sums, group, sums, group, sums);
  }
}
