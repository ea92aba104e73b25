package io.orchestratex.monitor.probe.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.kit.settings.Secret;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a cluster is and as whom it is asked: {@code kafka://} in the clear, {@code kafkas://} over
 * TLS; with an account by PLAIN, or by the mechanism that the parameter {@code mechanism} names.
 * {@code truststore} names a PEM file with the certificates to trust, else it is those of this JVM.
 */
record KafkaAddress(List<String> brokers, Map<String, Object> access) {

  static final String FORM =
      "kafka://user:password@host:port,host:port or kafkas://…?mechanism=SCRAM-SHA-512";

  private static final Pattern ADDRESS =
      Pattern.compile("(kafkas?)://(?:([^:@/?#]*):([^@/?#]*)@)?([^@/?#]+)/?(?:\\?(.*))?");
  private static final Pattern BROKER =
      Pattern.compile("([^\\[\\]:\\s]+|\\[[0-9a-fA-F:.]+]):(\\d{1,5})");
  private static final Set<String> MECHANISMS = Set.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");

  static boolean isValid(Secret address) {
    try {
      parse(address);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException without any part of it
   */
  static KafkaAddress parse(Secret address) {
    Matcher matcher = ADDRESS.matcher(address.reveal());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("it is not a valid address; expected " + FORM);
    }
    List<String> brokers = new ArrayList<>();
    for (String broker : matcher.group(4).split(",", -1)) {
      if (!BROKER.matcher(broker).matches()) {
        throw new IllegalArgumentException("a broker is named host:port");
      }
      brokers.add(broker);
    }
    Map<String, String> parameters = parameters(matcher.group(5));
    boolean encrypted = matcher.group(1).equals("kafkas");
    Map<String, Object> access = new HashMap<>();
    String user = matcher.group(2);
    if (user == null) {
      access.put("security.protocol", encrypted ? "SSL" : "PLAINTEXT");
    } else {
      String mechanism = parameters.getOrDefault("mechanism", "PLAIN");
      access.put("security.protocol", encrypted ? "SASL_SSL" : "SASL_PLAINTEXT");
      access.put("sasl.mechanism", mechanism);
      access.put("sasl.jaas.config", login(mechanism, decoded(user), decoded(matcher.group(3))));
    }
    String truststore = parameters.get("truststore");
    if (truststore != null) {
      access.put("ssl.truststore.type", "PEM");
      access.put("ssl.truststore.location", truststore);
    }
    return new KafkaAddress(brokers, access);
  }

  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String each : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
      String[] pair = each.split("=", 2);
      String value = pair.length == 2 ? decoded(pair[1]) : "";
      boolean isKnown =
          pair[0].equals("truststore") || (pair[0].equals("mechanism") && isMechanism(value));
      if (!isKnown || value.isEmpty()) {
        throw new IllegalArgumentException("it has an unknown parameter");
      }
      parameters.put(pair[0], value);
    }
    return parameters;
  }

  private static boolean isMechanism(String name) {
    return MECHANISMS.contains(name);
  }

  private static String login(String mechanism, String user, String password) {
    String module =
        mechanism.equals("PLAIN")
            ? "org.apache.kafka.common.security.plain.PlainLoginModule"
            : "org.apache.kafka.common.security.scram.ScramLoginModule";
    return "%s required username=\"%s\" password=\"%s\";"
        .formatted(module, quoted(user), quoted(password));
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  /** Not the account. */
  @Override
  public String toString() {
    return "KafkaAddress" + brokers;
  }
}
