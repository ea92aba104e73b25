package io.orchestratex.cli.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.output.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls the gateway as the signed-in user; refreshes the token before it ends. */
public final class Gateway {

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
  private static final Duration UPLOAD_WITHIN = Duration.ofHours(7);
  private static final Duration REFRESH_BEFORE = Duration.ofSeconds(30);
  private static final Duration RESTART_WITHIN = Duration.ofSeconds(90);
  private static final Duration RETRY_EVERY = Duration.ofMillis(500);

  /** Reads and writes bodies; numbers keep every digit. */
  public static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

  private final URI address;
  private final Credentials credentials;
  private final @Nullable String fixedToken;
  private final @Nullable OwnStack own;
  private final HttpClient http;

  /** A gateway that was named. */
  public Gateway(URI address, Credentials credentials) {
    this(address, credentials, client());
  }

  /** A gateway that was named, called by a client of the caller's. */
  public Gateway(URI address, Credentials credentials, HttpClient http) {
    this(address, credentials, tokenOfCaller(), null, http);
  }

  /** The gateway of this checkout's stack, which has to prove that it is. */
  Gateway(URI address, Credentials credentials, OwnStack own) {
    this(address, credentials, tokenOfCaller(), own, client());
  }

  /** A client as calls of the gateway need it. */
  public static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  /** A verb that chose its gateway by itself signs in there: the caller's token is for another. */
  private static @Nullable String tokenOfCaller() {
    return System.getProperty(Connection.GATEWAY_PROPERTY) == null
        ? System.getenv("OX_TOKEN")
        : null;
  }

  private Gateway(
      URI address,
      Credentials credentials,
      @Nullable String fixedToken,
      @Nullable OwnStack own,
      HttpClient http) {
    this.address = address;
    this.http = http;
    this.credentials = credentials;
    this.fixedToken = fixedToken;
    this.own = own;
  }

  /** The same gateway, called with another user's token or API key. */
  public Gateway with(String token) {
    return new Gateway(address, credentials, token, own, http);
  }

  /** The password of a user that this checkout's stack keeps; empty for any other gateway. */
  Optional<String> passwordOf(String user) {
    return own == null || !user.equals(OwnStack.ADMIN) ? Optional.empty() : own.adminPassword();
  }

  public URI address() {
    return address;
  }

  /** A query or path value, escaped. */
  public static String escaped(String value) {
    return URLEncoder.encode(value, UTF_8).replace("+", "%20");
  }

  /** An empty body to fill. */
  public static ObjectNode body() {
    return JSON.createObjectNode();
  }

  /** Signs in and remembers the tokens. */
  public void login(String user, String password) {
    JsonNode tokens =
        answer(
            send(
                request("/api/v1/auth/token")
                    .POST(json(body().put("username", user).put("password", password)))));
    remember(user, tokens);
  }

  /** Ends the sign-in at the gateway, then forgets it. */
  public void logout() {
    answer(asUser(request("/api/v1/auth/revoke").POST(json(body()))));
    credentials.remove(address.toString());
  }

  /** A token that holds for now; refreshed when it is about to end. */
  public String token() {
    if (fixedToken != null && !fixedToken.isBlank()) {
      return fixedToken;
    }
    Credentials.Entry entry = kept();
    if (Instant.now().plus(REFRESH_BEFORE).isBefore(entry.expiresAt())) {
      return entry.accessToken();
    }
    HttpResponse<InputStream> refreshed =
        send(
            request("/api/v1/auth/refresh")
                .POST(json(body().put("refresh_token", entry.refreshToken()))));
    if (refreshed.statusCode() == 401) {
      if (isOfAnotherInstallation(entry)) {
        return signInAgain(entry);
      }
      credentials.remove(address.toString());
      throw ApiFailure.signedOut(address.toString());
    }
    return remember(entry.user(), answer(refreshed));
  }

  private Credentials.Entry kept() {
    return credentials
        .find(address.toString())
        .orElseThrow(() -> ApiFailure.signedOut(address.toString()));
  }

  /** Whether this gateway does not have the key that signed a kept token. */
  private boolean isOfAnotherInstallation(Credentials.Entry entry) {
    String key = Tokens.keyOf(entry.accessToken());
    JsonNode keys = answer(send(request("/.well-known/jwks.json").GET())).path("keys");
    return keys.isArray() && !keys.findValuesAsText("kid").contains(key);
  }

  /** At this checkout's own stack the admin's password is read from its file. */
  private String signInAgain(Credentials.Entry entry) {
    String password =
        passwordOf(entry.user())
            .orElseThrow(() -> ApiFailure.ofAnotherInstallation(address.toString()));
    login(entry.user(), password);
    return kept().accessToken();
  }

  public JsonNode get(String path) {
    return answer(asUser(request(path).GET()));
  }

  /**
   * Reads what a user watches: a service or a gateway that is away is waited for, as long as a
   * restart may take.
   *
   * @param said called once when it is away
   */
  public JsonNode watch(String path, Consumer<String> said) {
    Instant giveUp = Instant.now().plus(RESTART_WITHIN);
    boolean reported = false;
    while (true) {
      try {
        return get(path);
      } catch (ApiFailure e) {
        if (e.exitCode() != ExitCode.UNREACHABLE || Instant.now().isAfter(giveUp)) {
          throw e;
        }
        if (!reported) {
          said.accept("still waiting: " + e.explanation().lines().findFirst().orElse(""));
          reported = true;
        }
        LockSupport.parkNanos(RETRY_EVERY.toNanos());
      }
    }
  }

  public JsonNode post(String path, JsonNode body) {
    return answer(asUser(request(path).POST(json(body))));
  }

  /**
   * Sends a file, as long as that takes.
   *
   * @param headers further ones, by their names
   * @throws IOException when the file cannot be read
   */
  public JsonNode upload(String path, Path file, Map<String, String> headers) throws IOException {
    HttpRequest.Builder request =
        request(path)
            .timeout(UPLOAD_WITHIN)
            .setHeader("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofFile(file));
    headers.forEach(request::setHeader);
    return answer(asUser(request));
  }

  public JsonNode put(String path, JsonNode body) {
    return answer(asUser(request(path).PUT(json(body))));
  }

  public JsonNode patch(String path, JsonNode body) {
    return answer(asUser(request(path).method("PATCH", json(body))));
  }

  public JsonNode delete(String path) {
    return answer(asUser(request(path).DELETE()));
  }

  /** A call without a token, whatever its status. */
  public JsonNode anonymous(String path) {
    return parsed(send(request(path).GET()));
  }

  /** The bytes of a large answer; the caller closes the stream. */
  public InputStream download(String path) {
    HttpResponse<InputStream> response =
        asUser(HttpRequest.newBuilder(address.resolve(path)).GET());
    if (response.statusCode() >= 400) {
      throw ApiFailure.of(response.statusCode(), parsed(response));
    }
    return response.body();
  }

  /** Posts and hands each server-sent event to {@code each} as it comes: its name and its data. */
  public void stream(String path, JsonNode body, BiConsumer<String, JsonNode> each) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path))
            .header("Content-Type", "application/json")
            .header("Accept", "text/event-stream")
            .POST(json(body));
    HttpResponse<InputStream> response = asUser(request);
    if (response.statusCode() >= 400) {
      throw ApiFailure.of(response.statusCode(), parsed(response));
    }
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
      String event = "message";
      StringBuilder data = new StringBuilder();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event:")) {
          event = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
          data.append(line.substring(5).strip());
        } else if (line.isEmpty() && !data.isEmpty()) {
          each.accept(event, JSON.readTree(data.toString()));
          event = "message";
          data.setLength(0);
        }
      }
    } catch (IOException e) {
      throw ApiFailure.unreachable(address.toString(), e);
    }
  }

  private String remember(String user, JsonNode tokens) {
    Credentials.Entry entry =
        Tokens.read(user, tokens, Instant.now())
            .orElseThrow(() ->
                ApiFailure.notAGateway(address.toString(), "it answers a sign-in without a token"));
    credentials.save(address.toString(), entry);
    return entry.accessToken();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path))
        .timeout(ANSWER_WITHIN)
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, application/problem+json");
  }

  /** Sends a request in the user's name; once more where the kept sign-in had to be made anew. */
  private HttpResponse<InputStream> asUser(HttpRequest.Builder request) {
    HttpResponse<InputStream> response = send(request.setHeader("Authorization", bearer(token())));
    if (response.statusCode() != 401 || (fixedToken != null && !fixedToken.isBlank())) {
      return response;
    }
    Credentials.Entry entry = kept();
    JsonNode problem = parsed(response);
    if (!isOfAnotherInstallation(entry)) {
      throw ApiFailure.of(response.statusCode(), problem);
    }
    return send(request.setHeader("Authorization", bearer(signInAgain(entry))));
  }

  private static String bearer(String token) {
    return "Bearer " + token;
  }

  private HttpResponse<InputStream> send(HttpRequest.Builder request) {
    if (own != null) {
      own.prove();
    }
    try {
      return http.send(request.build(), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw ApiFailure.unreachable(address.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiFailure.unreachable(address.toString(), e);
    }
  }

  private JsonNode answer(HttpResponse<InputStream> response) {
    JsonNode body = parsed(response);
    if (response.statusCode() >= 400) {
      throw ApiFailure.of(response.statusCode(), body);
    }
    return body;
  }

  private JsonNode parsed(HttpResponse<InputStream> response) {
    try (InputStream stream = response.body()) {
      byte[] bytes = stream.readAllBytes();
      return bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      if (response.statusCode() < 400) {
        throw ApiFailure.notAGateway(address.toString(), "its answer is not JSON");
      }
      return body().put("detail", "the answer is not JSON");
    } catch (IOException e) {
      throw ApiFailure.unreachable(address.toString(), e);
    }
  }

  private static HttpRequest.BodyPublisher json(@Nullable JsonNode body) {
    return BodyPublishers.ofString(body == null ? "{}" : body.toString());
  }
}
