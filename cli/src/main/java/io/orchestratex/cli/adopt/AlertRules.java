package io.orchestratex.cli.adopt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Gateway;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The rules without which nobody hears of an adopted target: that it is down, and that its backups
 * fail, stay out or cannot be restored. A new installation has them; an older one may lack some,
 * and a person may have switched some off, which stays so.
 */
final class AlertRules {

  private static final String PATH = "/api/v1/rules";
  private static final int PAGE = 100;

  private final List<ObjectNode> missing = new ArrayList<>();
  private final List<String> on = new ArrayList<>();
  private final List<String> off = new ArrayList<>();

  private AlertRules() {}

  static AlertRules read(Gateway gateway) {
    Map<String, JsonNode> there = new TreeMap<>();
    int read = 0;
    JsonNode page;
    do {
      page = gateway.get(PATH + "?limit=" + PAGE + "&offset=" + read);
      page.path("items").forEach(each -> there.put(each.path("id").asText(), each));
      read += page.path("items").size();
    } while (!page.path("items").isEmpty() && read < page.at("/paging/total").asInt());
    AlertRules rules = new AlertRules();
    for (JsonNode each : wanted()) {
      String id = each.path("id").asText();
      JsonNode known = there.get(id);
      if (known == null) {
        rules.missing.add(((ObjectNode) each).put("enabled", true));
      } else {
        (known.path("enabled").asBoolean() ? rules.on : rules.off).add(id);
      }
    }
    return rules;
  }

  static JsonNode wanted() {
    try (InputStream in =
        Objects.requireNonNull(AlertRules.class.getResourceAsStream("rules.json"))) {
      return Gateway.JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes those that are missing. */
  void make(Gateway gateway) {
    missing.forEach(each -> gateway.post(PATH, each));
  }

  boolean isToDo() {
    return !missing.isEmpty();
  }

  /** What there is, as a sentence. */
  String words() {
    List<String> words = new ArrayList<>();
    if (!on.isEmpty()) {
      words.add(String.join(", ", on));
    }
    if (isToDo()) {
      words.add("to be made: " + String.join(", ", ids()));
    }
    if (!off.isEmpty()) {
      words.add("switched off: " + String.join(", ", off));
    }
    return String.join("; ", words);
  }

  private List<String> ids() {
    return missing.stream().map(each -> each.path("id").asText()).toList();
  }

  ObjectNode json() {
    ObjectNode json = Gateway.body();
    on.forEach(json.putArray("on")::add);
    off.forEach(json.putArray("off")::add);
    ids().forEach(json.putArray("missing")::add);
    return json;
  }
}
