package io.orchestratex.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What alert-service answers, for tests of pages. */
final class AlertAnswers {

  static final String ATTACK = "<script>alert(1)</script>'&";
  static final String JSON = "content-type: application/json\r\n";

  private AlertAnswers() {}

  /** Refuses a request, and gives its body. */
  static String refuse(StubService.Call call, int status, String problem) throws IOException {
    String body = new String(call.body(), StandardCharsets.UTF_8);
    call.send(
        "HTTP/1.1 "
            + status
            + " Refused\r\ncontent-type: application/problem+json\r\ncontent-length: "
            + problem.length()
            + "\r\n\r\n"
            + problem);
    return body;
  }

  static String page(String... items) {
    return "{\"items\":["
        + String.join(",", items)
        + "],\"paging\":{\"limit\":25,\"offset\":0,\"total\":"
        + items.length
        + "}}";
  }

  static String alert(String id, String state, String message) {
    return """
    {"id":"%s","rule":"disk-high","source":"mongodb","severity":"critical","state":"%s","message":"%s",
     "starts_at":"2025-11-27T10:00:00Z","last_seen_at":"2025-11-27T10:05:00Z","count":7,
     "labels":{"rule":"disk-high","target":"mongodb","path":"/data"},"annotations":{"value":"=0.9"},
     "resolved":%s,"version":1}
    """
        .formatted(id, state, message, state.equals("resolved"));
  }

  static String rule(String id) {
    return """
    {"id":"%s","description":"Disks fill up","enabled":true,"severity":"high","message":"{target} is full",
     "condition":{"kind":"threshold","selector":{"metric":"node_disk_used_ratio","labels":[{"label":"path",
     "operator":"not_in","values":["/tmp","/run"]}],"ignore_labels":["device"]},"comparison":"above",
     "fire":0.85,"clear":0.75,"for_seconds":60},"version":4,"created_at":"2025-11-27T10:00:00Z",
     "updated_at":"2025-11-27T10:00:00Z"}
    """
        .formatted(id);
  }

  static String delivery() {
    return """
    {"id":"d","channel":"log","receiver":"default","key":"k","alert_id":"a","rule":"disk-high",
     "tells":"firing","message":"Burns","state":"refused","attempts":3,"last_error":"no space %s",
     "created_at":"2025-11-27T10:00:00Z","done_at":"2025-11-27T10:01:00Z"}
    """
        .formatted(ATTACK);
  }

  static String oneCase(String status, int version) {
    return """
    {"id":"6740a1b2c3d4e5f6089abcde","title":"Slow %s","description":"d","severity":"high","status":"%s",
     "priority":"medium","assignee":null,"tags":["one"],"created_at":"2025-11-27T10:00:00Z",
     "updated_at":"2025-11-27T10:00:00Z","timeline":[{"at":"2025-11-27T10:00:00Z","by":"ann","text":"Opened"},
     {"at":"2025-11-27T10:01:00Z","by":"bob","text":"priority low to medium"}],"alerts":[],"version":%d}
    """
        .formatted(ATTACK, status, version);
  }
}
