package io.orchestratex.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * What a gateway answers to a sign-in. Only an answer of that shape counts as one: any program can
 * answer 200.
 */
final class Tokens {

  private Tokens() {}

  /** The sign-in that an answer holds; empty when it holds none. */
  static Optional<Credentials.Entry> read(String user, JsonNode answer, Instant now) {
    String access = answer.path("access_token").asText("");
    String refresh = answer.path("refresh_token").asText("");
    long seconds = answer.path("expires_in").asLong();
    boolean isToken = part(access, 0).has("alg") && part(access, 1).has("sub");
    return isToken && !refresh.isBlank() && seconds > 0
        ? Optional.of(new Credentials.Entry(user, access, refresh, now.plusSeconds(seconds)))
        : Optional.empty();
  }

  /** The id of the key that signed a token; empty when it names none. */
  static String keyOf(String token) {
    return part(token, 0).path("kid").asText("");
  }

  private static JsonNode part(String token, int index) {
    String[] parts = token.split("\\.", -1);
    try {
      return parts.length == 3
          ? Gateway.JSON.readTree(Base64.getUrlDecoder().decode(parts[index]))
          : Gateway.body();
    } catch (IOException | IllegalArgumentException e) {
      return Gateway.body();
    }
  }
}
