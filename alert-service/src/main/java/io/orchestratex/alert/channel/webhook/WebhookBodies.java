package io.orchestratex.alert.channel.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.alert.channel.Notice;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a notice as Alertmanager's webhook does, version 4
 * (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config), one alert per body.
 */
final class WebhookBodies {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STILL_FIRING = "0001-01-01T00:00:00Z";

  private WebhookBodies() {}

  static byte[] of(Notice notice) {
    Map<String, String> labels = new TreeMap<>(notice.labels());
    labels.put("severity", notice.severity());
    Map<String, String> annotations = new TreeMap<>(notice.annotations());
    annotations.put("summary", notice.message());
    if (notice.resolution() != null) {
      annotations.put("resolution", notice.resolution());
    }
    ObjectNode body = JSON.createObjectNode();
    body.put("version", "4");
    body.put("groupKey", "{}:{fingerprint=\"" + notice.fingerprint() + "\"}");
    body.put("truncatedAlerts", 0);
    body.put("status", notice.state().wire());
    body.put("receiver", "webhook");
    body.set("groupLabels", JSON.valueToTree(Map.of("alertname", notice.rule())));
    body.set("commonLabels", JSON.valueToTree(labels));
    body.set("commonAnnotations", JSON.valueToTree(annotations));
    body.put("externalURL", "");
    ObjectNode alert = body.putArray("alerts").addObject();
    alert.put("status", notice.state().wire());
    alert.set("labels", JSON.valueToTree(labels));
    alert.set("annotations", JSON.valueToTree(annotations));
    alert.put("startsAt", notice.startsAt().toString());
    Instant endsAt = notice.endsAt();
    alert.put("endsAt", endsAt == null ? STILL_FIRING : endsAt.toString());
    alert.put("generatorURL", "/api/v1/alerts/" + notice.alertId());
    alert.put("fingerprint", notice.fingerprint());
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts can always be written", e);
    }
  }
}
