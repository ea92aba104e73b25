package io.orchestratex.kit.apidocs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An API document as a contract: each exchange with the service is held against it. What a service
 * accepts and answers must be described; what the document calls invalid must be refused.
 */
public final class ApiContract {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final Pattern VARIABLE = Pattern.compile("\\{\\+?([^}]+)}");

  private final JsonNode document;
  private final WireJudge judge;
  private final List<Path> paths;
  private final List<Path> hidden;

  private ApiContract(JsonNode document, Set<String> hidden) {
    this.document = document;
    this.judge = new WireJudge(document);
    this.paths =
        document.path("paths").properties().stream()
            .map(entry -> Path.of(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparing(path -> path.names().size()))
            .toList();
    this.hidden =
        hidden.stream()
            .map(route -> Path.of(route.substring(route.indexOf(' ') + 1), JSON.createObjectNode()))
            .toList();
  }

  /** A path of the document and how it is matched. */
  private record Path(String template, Pattern pattern, List<String> names, JsonNode item) {

    static Path of(String template, JsonNode item) {
      List<String> names = new ArrayList<>();
      StringBuilder pattern = new StringBuilder();
      Matcher variable = VARIABLE.matcher(template);
      int from = 0;
      while (variable.find()) {
        pattern.append(Pattern.quote(template.substring(from, variable.start())));
        pattern.append(variable.group().startsWith("{+") ? "(.+)" : "([^/]+)");
        names.add(variable.group(1));
        from = variable.end();
      }
      pattern.append(Pattern.quote(template.substring(from)));
      return new Path(template, Pattern.compile(pattern.toString()), names, item);
    }

    boolean matches(String path) {
      return pattern.matcher(path).matches();
    }
  }

  /** The contract that a running service offers. */
  public static ApiContract of(OwnApiDocument document) {
    return new ApiContract(JSON.valueToTree(document.document()), document.hidden());
  }

  /** The contract of a document as JSON. */
  public static ApiContract of(JsonNode document) {
    return new ApiContract(document, Set.of());
  }

  /** The operation of an exchange; empty when there is none. */
  Optional<String> operationId(Exchange exchange) {
    return path(exchange)
        .map(path -> operation(path, exchange))
        .map(operation -> operation.path("operationId").asText())
        .filter(id -> !id.isEmpty());
  }

  /**
   * Passes an exchange that the document describes.
   *
   * @throws AssertionError with each departure
   */
  public void check(Exchange exchange) {
    List<String> departures = departures(exchange);
    if (!departures.isEmpty()) {
      throw new AssertionError(
          "The API document does not describe "
              + exchange.described()
              + ":\n  "
              + String.join("\n  ", departures)
              + "\nrequest: "
              + abbreviated(exchange.requestBody())
              + "\nanswer: "
              + abbreviated(exchange.responseBody()));
    }
  }

  private List<String> departures(Exchange exchange) {
    Optional<Path> path = path(exchange);
    if (path.isEmpty()) {
      // Not of this service, or of no API: its own test says that each route is described.
      return List.of();
    }
    JsonNode operation = operation(path.get(), exchange);
    if (operation.isMissingNode()) {
      return exchange.status() < 400
          ? List.of("the path has no operation " + exchange.method())
          : List.of();
    }
    List<String> departures = new ArrayList<>(answer(operation, exchange));
    List<String> request = request(path.get(), operation, exchange);
    if (exchange.status() < 400) {
      request.forEach(it -> departures.add("accepted, although invalid: " + it));
    }
    return departures;
  }

  private Optional<Path> path(Exchange exchange) {
    String path = exchange.uri().getRawPath();
    return paths.stream()
        .filter(it -> it.matches(path))
        .findFirst()
        .filter(found ->
            found.names().isEmpty()
                || hidden.stream().noneMatch(it -> it.names().isEmpty() && it.matches(path)));
  }

  private static JsonNode operation(Path path, Exchange exchange) {
    String method = exchange.method().toLowerCase(java.util.Locale.ROOT);
    return path.item().path(method.equals("head") ? "get" : method);
  }

  private List<String> answer(JsonNode operation, Exchange exchange) {
    JsonNode responses = operation.path("responses");
    String status = Integer.toString(exchange.status());
    JsonNode response = responses.path(status);
    if (response.isMissingNode() && exchange.status() >= 400) {
      response = responses.path("default");
    }
    if (response.isMissingNode()) {
      return List.of("the status " + status + " is not described");
    }
    response = resolved(response);
    List<String> departures = new ArrayList<>(headers(response, exchange));
    JsonNode content = response.path("content");
    String type = Exchange.mediaType(exchange.responseHeaders());
    String body = exchange.responseBody();
    boolean empty = exchange.method().equals("HEAD") || (body != null && body.isEmpty());
    if (empty) {
      if (body != null
          && !content.isEmpty()
          && !exchange.method().equals("HEAD")
          && exchange.status() < 400) {
        departures.add("the body is empty");
      }
      return departures;
    }
    if (type.isEmpty() && content.isEmpty()) {
      return departures;
    }
    if (!content.has(type)) {
      departures.add("the content type " + type + " is not described for " + status);
      return departures;
    }
    JsonNode schema = content.path(type).path("schema");
    if (body != null && Exchange.isJson(exchange.responseHeaders())) {
      judge.departures(schema, tree(body)).forEach(it -> departures.add("answer " + it));
    }
    return departures;
  }

  /** Headers of ours that are not described; those of HTTP itself need not be. */
  private static List<String> headers(JsonNode response, Exchange exchange) {
    Set<String> described = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    response.path("headers").fieldNames().forEachRemaining(described::add);
    return List.of("Location", "ETag", "Content-Disposition").stream()
        .filter(name -> exchange.responseHeaders().firstValue(name).isPresent())
        .filter(name -> !described.contains(name))
        .map(name -> "the header " + name + " is not described")
        .toList();
  }

  private List<String> request(Path path, JsonNode operation, Exchange exchange) {
    List<String> departures = new ArrayList<>();
    Set<String> known = new TreeSet<>();
    for (JsonNode each : operation.path("parameters")) {
      JsonNode parameter = resolved(each);
      String name = parameter.path("name").asText();
      String in = parameter.path("in").asText();
      List<String> values = values(path, exchange, in, name);
      if (in.equals("query")) {
        known.add(name);
      }
      if (values.isEmpty() && parameter.path("required").asBoolean()) {
        departures.add("the parameter " + name + " is missing");
      }
      JsonNode schema = parameter.path("schema");
      JsonNode single =
          schema.path("type").asText().equals("array") ? schema.path("items") : schema;
      for (String value : values) {
        judge
            .departures(single, typed(single, value))
            .forEach(it -> departures.add("parameter " + name + it));
      }
    }
    exchange.query().stream()
        .map(List::getFirst)
        .filter(name -> !known.contains(name))
        .forEach(name -> departures.add("the query parameter " + name + " is not described"));
    departures.addAll(body(operation, exchange));
    return departures;
  }

  private List<String> body(JsonNode operation, Exchange exchange) {
    String body = exchange.requestBody();
    JsonNode described = resolved(operation.path("requestBody"));
    if (body == null) {
      return described.path("required").asBoolean()
              && described.path("content").has("application/json")
              && exchange.requestHeaders().firstValue("Content-Type").isEmpty()
          ? List.of("the body is missing")
          : List.of();
    }
    if (described.isMissingNode()) {
      return List.of();
    }
    JsonNode schema =
        described
            .path("content")
            .path(Exchange.mediaType(exchange.requestHeaders()))
            .path("schema");
    if (schema.isMissingNode()) {
      return List.of("the request's content type is not described");
    }
    try {
      return judge.departures(schema, JSON.readTree(body)).stream()
          .map(it -> "request " + it)
          .toList();
    } catch (JsonProcessingException e) {
      return List.of("the request is no JSON");
    }
  }

  private static List<String> values(Path path, Exchange exchange, String in, String name) {
    return switch (in) {
      case "query" ->
          exchange.query().stream()
              .filter(pair -> pair.getFirst().equals(name))
              .map(List::getLast)
              .toList();
      case "header" -> exchange.requestHeaders().allValues(name);
      case "path" -> {
        Matcher matcher = path.pattern().matcher(exchange.uri().getRawPath());
        int at = path.names().indexOf(name);
        yield at >= 0 && matcher.matches()
            ? List.of(
                URLDecoder.decode(
                    matcher.group(at + 1).replace("+", "%2B"), StandardCharsets.UTF_8))
            : List.of();
      }
      default -> List.of();
    };
  }

  private static JsonNode typed(JsonNode schema, String value) {
    try {
      return switch (schema.path("type").asText()) {
        case "integer", "number", "boolean" -> JSON.readTree(value);
        default -> TextNode.valueOf(value);
      };
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(value);
    }
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  private static JsonNode tree(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + abbreviated(body), e);
    }
  }

  private static String abbreviated(@Nullable String body) {
    return body == null || body.length() <= 2_000
        ? String.valueOf(body)
        : body.substring(0, 2_000) + "…";
  }

  /** Departures of an example from the schema at its place. */
  public List<String> departures(JsonNode schema, JsonNode example) {
    return judge.departures(schema, example);
  }

  Map<String, JsonNode> components() {
    Map<String, JsonNode> schemas = new java.util.TreeMap<>();
    document
        .at("/components/schemas")
        .properties()
        .forEach(it -> schemas.put(it.getKey(), it.getValue()));
    return schemas;
  }
}
