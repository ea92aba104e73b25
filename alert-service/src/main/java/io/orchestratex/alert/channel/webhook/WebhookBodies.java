package io.orchestratex.alert.channel.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.alert.channel.AlertMessage;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a message as Alertmanager's webhook does, version 4
 * (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config), one alert per body.
 */
final class WebhookBodies {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STILL_FIRING = "0001-01-01T00:00:00Z";

  private WebhookBodies() {}

  static byte[] of(AlertMessage message) {
    Map<String, String> labels = new TreeMap<>(message.labels());
    labels.put("severity", message.severity());
    Map<String, String> annotations = new TreeMap<>(message.annotations());
    annotations.put("summary", message.message());
    if (message.resolution() != null) {
      annotations.put("resolution", message.resolution());
    }
    ObjectNode body = JSON.createObjectNode();
    body.put("version", "4");
    body.put("groupKey", "{}:{fingerprint=\"" + message.fingerprint() + "\"}");
    body.put("truncatedAlerts", 0);
    body.put("status", message.state().wire());
    body.put("receiver", "webhook");
    body.set("groupLabels", JSON.valueToTree(Map.of("alertname", message.rule())));
    body.set("commonLabels", JSON.valueToTree(labels));
    body.set("commonAnnotations", JSON.valueToTree(annotations));
    body.put("externalURL", "");
    ObjectNode alert = body.putArray("alerts").addObject();
    alert.put("status", message.state().wire());
    alert.set("labels", JSON.valueToTree(labels));
    alert.set("annotations", JSON.valueToTree(annotations));
    alert.put("startsAt", message.startsAt().toString());
    Instant endsAt = message.endsAt();
    alert.put("endsAt", endsAt == null ? STILL_FIRING : endsAt.toString());
    alert.put("generatorURL", "/api/v1/alerts/" + message.alertId());
    alert.put("fingerprint", message.fingerprint());
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts can always be written", e);
    }
  }
}
