package io.orchestratex.kit.apidocs;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Status;
import io.micronaut.jackson.JacksonConfiguration;
import io.micronaut.web.router.UriRouteInfo;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.access.RouteAccess;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.reactivestreams.Publisher;

/** An operation of the document: what the compiler wrote of it, with the facts of its route. */
final class OperationDocument {

  private static final String JSON = "application/json";

  private final WireSchemas schemas;
  private final ObjectMapper mapper;
  private final Examples examples = new Examples();

  OperationDocument(WireSchemas schemas, ObjectMapper mapper) {
    this.schemas = schemas;
    this.mapper = mapper;
  }

  Map<String, Object> of(UriRouteInfo<?, ?> route, Map<String, Object> written) {
    // The types that annotations name get their schemas before references to them are looked at.
    AnnotatedTypes.of(route.getTargetMethod().getTargetMethod())
        .forEach(type -> schemas.of(mapper.constructType(type), false));
    RouteAccess access = RouteAccess.of(route.getAnnotationMetadata());
    String id = String.valueOf(written.get("operationId"));
    List<Object> parameters = parameters(written);
    Optional<Map<String, Object>> body = body(route, written);
    Map<String, Object> operation = new LinkedHashMap<>();
    for (String key : List.of("tags", "summary")) {
      if (written.containsKey(key)) {
        operation.put(key, written.get(key));
      }
    }
    operation.put("description", description(written, access));
    operation.put("operationId", id);
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    body.ifPresent(it -> operation.put("requestBody", it));
    Map<String, Object> responses = responses(route, written);
    Refusals.add(
        responses,
        route.getHttpMethod(),
        access,
        !parameters.isEmpty() || body.isPresent(),
        parameters.stream().anyMatch(it -> "path".equals(Nodes.map(it).get("in"))),
        body.isPresent());
    operation.put("responses", responses);
    operation.put("security", Refusals.security(access));
    if (written.containsKey("deprecated")) {
      operation.put("deprecated", written.get("deprecated"));
    }
    examples.put(id, operation);
    return operation;
  }

  private static String description(Map<String, Object> written, RouteAccess access) {
    String text = String.valueOf(written.getOrDefault("description", "")).strip();
    // The compiler takes a comment for both.
    String own = text.equals(written.get("summary")) ? "" : text;
    String roles =
        switch (access) {
          case RouteAccess.Roles(var names) -> {
            TreeSet<String> all = new TreeSet<>(names);
            all.add(Role.ADMIN);
            yield "Roles: " + String.join(", ", all) + ".";
          }
          default -> "For everybody, without a token.";
        };
    return own.isEmpty() ? roles : own + "\n\n" + roles;
  }

  private List<Object> parameters(Map<String, Object> written) {
    List<Object> parameters = new ArrayList<>();
    for (Object each : Nodes.list(written.get("parameters"))) {
      Map<String, Object> parameter = Nodes.copy(each);
      // Several values are given one by one; of a single one it says nothing.
      parameter.remove("explode");
      Map<String, Object> schema = Nodes.copy(parameter.get("schema"));
      schema.remove("nullable");
      schema.remove("x-pattern-message");
      parameter.put(
          "schema",
          Texts.overlaid(
              Nodes.map(Nodes.withReferences(plain(schema), schemas::reference)),
              List.of(schema),
              false));
      parameters.add(parameter);
    }
    return parameters;
  }

  /** What says the type, without the constraints. */
  private static Map<String, Object> plain(Map<String, Object> schema) {
    Map<String, Object> plain = new LinkedHashMap<>();
    for (String key : List.of(Nodes.REF, "allOf", "type", "items")) {
      if (schema.containsKey(key)) {
        plain.put(key, schema.get(key));
      }
    }
    if (plain.get("items") instanceof Map<?, ?> items) {
      plain.put("items", plain(Nodes.map(items)));
    }
    return plain;
  }

  /** Describes the type of the body that a route reads. */
  void read(UriRouteInfo<?, ?> route) {
    bodyOf(route)
        .map(OperationDocument::unwrapped)
        .map(type -> JacksonConfiguration.constructType(type, mapper.getTypeFactory()))
        .filter(type -> !isRaw(type))
        .ifPresent(type -> schemas.of(type, true));
  }

  private static Optional<Argument<?>> bodyOf(UriRouteInfo<?, ?> route) {
    return Arrays.stream(route.getTargetMethod().getArguments())
        .filter(it -> it.getAnnotationMetadata().hasAnnotation(Body.class))
        .<Argument<?>>map(it -> it)
        .findFirst();
  }

  private static boolean isRaw(JavaType type) {
    return WireSchemas.isFree(type)
        || type.hasRawClass(String.class)
        || type.isTypeOrSubTypeOf(InputStream.class)
        || type.isArrayType();
  }

  private Optional<Map<String, Object>> body(
      UriRouteInfo<?, ?> route, Map<String, Object> written) {
    Optional<Argument<?>> argument = bodyOf(route);
    if (!written.containsKey("requestBody")
        || (argument.isEmpty()
            && !route.getTargetMethod().getTargetMethod().isAnnotationPresent(RequestBody.class))) {
      return Optional.empty();
    }
    Map<String, Object> body = Nodes.copy(written.get("requestBody"));
    Map<String, Object> content = new LinkedHashMap<>();
    Nodes.map(body.get("content"))
        .forEach((media, each) ->
            content.put(
                media,
                media.equals(JSON) && argument.isPresent()
                    ? withSchema(each, argument.get(), true)
                    : Nodes.withReferences(each, schemas::reference)));
    body.put("content", content);
    boolean optional = argument.filter(Argument::isNullable).isPresent();
    body.put("required", !optional);
    return Optional.of(body);
  }

  private Map<String, Object> withSchema(Object content, Argument<?> argument, boolean request) {
    Map<String, Object> whole = Nodes.copy(content);
    Argument<?> type = unwrapped(argument);
    JavaType java = JacksonConfiguration.constructType(type, mapper.getTypeFactory());
    whole.put(
        "schema",
        isRaw(java)
            ? Nodes.withReferences(Nodes.map(whole.get("schema")), schemas::reference)
            : schemas.of(java, request));
    return whole;
  }

  private static Argument<?> unwrapped(Argument<?> type) {
    boolean wrapper =
        HttpResponse.class.isAssignableFrom(type.getType())
            || CompletionStage.class.isAssignableFrom(type.getType())
            || Publisher.class.isAssignableFrom(type.getType());
    return wrapper
        ? type.getFirstTypeVariable()
            .<Argument<?>>map(OperationDocument::unwrapped)
            .orElse(Argument.OBJECT_ARGUMENT)
        : type;
  }

  private Map<String, Object> responses(UriRouteInfo<?, ?> route, Map<String, Object> written) {
    Map<String, Object> all = Nodes.copy(written.get("responses"));
    Optional<HttpStatus> status =
        route.getAnnotationMetadata().enumValue(Status.class, HttpStatus.class);
    if (status.isPresent() && all.size() == 1 && all.containsKey("200")) {
      all.put(Integer.toString(status.get().getCode()), all.remove("200"));
    }
    long successes =
        all.entrySet().stream()
            .filter(it -> it.getKey().startsWith("2") && isJson(it.getValue()))
            .count();
    Map<String, Object> responses = new TreeMap<>();
    all.forEach((code, each) -> {
      Map<String, Object> response = Nodes.copy(Nodes.withReferences(each, schemas::reference));
      String said = String.valueOf(response.getOrDefault("description", ""));
      if (said.isEmpty()
          || said.endsWith(" " + code + " response")
          || said.endsWith(" 200 response")) {
        response.put("description", reason(code));
      }
      Map<String, Object> content = new LinkedHashMap<>();
      if (!code.equals("204")) {
        Nodes.map(response.get("content"))
            .forEach((media, it) ->
                content.put(
                    media,
                    isJson(media)
                        ? successes == 1 && code.startsWith("2")
                            ? withSchema(it, route.getReturnType().asArgument(), false)
                            : it
                        : withText(media, it)));
      }
      response.remove("content");
      if (!content.isEmpty()) {
        response.put("content", content);
      }
      responses.put(code, response);
    });
    return responses;
  }

  private static boolean isJson(Object response) {
    return Nodes.map(Nodes.map(response).get("content")).keySet().stream()
        .anyMatch(OperationDocument::isJson);
  }

  private static boolean isJson(String media) {
    return media.equals(JSON) || media.endsWith("+json");
  }

  /** A content that is no JSON: bytes or a text, whatever the method gives. */
  private static Map<String, Object> withText(String media, Object content) {
    Map<String, Object> whole = Nodes.copy(content);
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "string");
    if (!media.startsWith("text/") && !media.endsWith("yaml")) {
      schema.put("format", "binary");
    }
    whole.put("schema", schema);
    return whole;
  }

  private static String reason(String code) {
    return switch (code) {
      case "200" -> "Done.";
      case "201" -> "Made.";
      case "202" -> "Accepted; it is done later.";
      case "204" -> "Done; there is nothing to show.";
      default ->
          code.matches("\\d{3}") ? HttpStatus.valueOf(Integer.parseInt(code)).getReason() : code;
    };
  }
}
