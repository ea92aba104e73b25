package io.orchestratex.kit.apidocs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.kit.TestService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;

/**
 * What every API document keeps to; each service checks it by a subclass named {@code
 * ApiDocumentTest}. That it is true, every exchange of {@link TestService} shows.
 */
public abstract class ApiDocumentRules {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A verb and a noun: a generated client's method. */
  private static final Pattern OPERATION_ID = Pattern.compile("[a-z]+([A-Z][a-z0-9]*)+");

  private static final Pattern SCHEMA_NAME = Pattern.compile("([A-Z][a-z0-9]*)+");

  /** Constructs that Java knows and ECMA-262 does not. */
  private static final Pattern JAVA_ONLY =
      Pattern.compile("\\\\[pPAzZGQEhHRX]|[*+?}]\\+|\\(\\?[a-zA-Z>]|\\[:");

  /** The service, which runs. */
  protected abstract TestService service();

  /** Operations of which there is no example of a body, each with its reason. */
  protected Map<String, String> withoutExample() {
    return Map.of();
  }

  private JsonNode document() {
    return JSON.valueToTree(service().bean(OwnApiDocument.class).document());
  }

  private void eachOperation(BiConsumer<String, JsonNode> action) {
    document()
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(it ->
                    action.accept(
                        it.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey(),
                        it.getValue())));
  }

  @Test
  void describesEachRouteThatIsNotHidden() {
    assertThat(service().bean(OwnApiDocument.class).undescribed())
        .as("give it @Hidden with a reason, or let the compiler describe it")
        .isEmpty();
  }

  @Test
  void namesAndDescribesEachOperation() {
    List<String> ids = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    eachOperation((route, operation) -> {
      String id = operation.path("operationId").asText();
      String summary = operation.path("summary").asText();
      ids.add(id);
      note(faults, OPERATION_ID.matcher(id).matches(), route, "operationId " + id);
      note(faults, !summary.isBlank() && summary.length() <= 60, route, "summary: " + summary);
      note(faults, !summary.endsWith("."), route, "summary with a full stop");
      note(faults, operation.path("tags").size() == 1, route, "one tag");
      note(
          faults,
          operation.path("responses").properties().stream()
              .anyMatch(it -> it.getKey().startsWith("2")),
          route,
          "a success among the responses");
      for (JsonNode parameter : operation.path("parameters")) {
        String name = parameter.path("name").asText();
        note(faults, parameter.hasNonNull("description"), route, name + " without description");
        note(
            faults,
            parameter.has("example")
                || parameter.path("schema").has("default")
                || parameter.path("schema").has("enum")
                || parameter.path("schema").has("example"),
            route,
            name + " without example");
      }
    });
    assertThat(faults).isEmpty();
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void describesEachTag() {
    List<String> faults = new ArrayList<>();
    for (JsonNode tag : document().path("tags")) {
      note(faults, tag.hasNonNull("description"), "tag " + tag.path("name").asText(), "described");
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void namesSchemasAndFieldsAsClientsCanUseThem() {
    List<String> faults = new ArrayList<>();
    document()
        .at("/components/schemas")
        .properties()
        .forEach(schema -> {
          String name = schema.getKey();
          note(faults, SCHEMA_NAME.matcher(name).matches(), name, "in UpperCamelCase");
          note(faults, schema.getValue().hasNonNull("description"), name, "described");
          schema
              .getValue()
              .path("properties")
              .properties()
              .forEach(field -> {
                String place = name + "." + field.getKey();
                note(faults, isDescribed(field.getValue()), place, "described");
                note(
                    faults,
                    field.getKey().matches("[a-z0-9_]+") || place.equals("Problem.traceId"),
                    place,
                    "in snake_case");
              });
        });
    assertThat(faults).isEmpty();
  }

  /** The compiler loses the text beside a reference; what it refers to has its own. */
  private static boolean isDescribed(JsonNode field) {
    return field.hasNonNull("description") || field.has("$ref") || field.has("allOf");
  }

  @Test
  void refersOnlyToWhatIsThere() {
    JsonNode document = document();
    List<String> missing =
        document.findValuesAsText("$ref").stream()
            .distinct()
            .filter(reference -> document.at(reference.substring(1)).isMissingNode())
            .toList();
    assertThat(missing).isEmpty();
  }

  @Test
  void writesExpressionsThatClientsKnow() {
    for (String pattern : document().findValuesAsText("pattern")) {
      assertThat(pattern).doesNotContainPattern(JAVA_ONLY);
      try {
        assertThat(Pattern.compile(pattern)).isNotNull();
      } catch (PatternSyntaxException e) {
        throw new AssertionError(pattern, e);
      }
    }
  }

  @Test
  void showsAnExampleOfEachBody() {
    ApiContract contract = ApiContract.ofService(service().bean(OwnApiDocument.class));
    List<String> faults = new ArrayList<>();
    eachOperation((_, operation) -> {
      String id = operation.path("operationId").asText();
      if (withoutExample().containsKey(id)) {
        return;
      }
      JsonNode request = operation.at("/requestBody/content/application~1json");
      if (!request.isMissingNode()) {
        example(faults, contract, request, id + ".request.json");
      }
      operation
          .path("responses")
          .properties()
          .forEach(response -> {
            JsonNode content = response.getValue().at("/content/application~1json");
            if (response.getKey().startsWith("2") && !content.isMissingNode()) {
              example(faults, contract, content, id + ".response.json for " + response.getKey());
            }
          });
    });
    assertThat(faults).isEmpty();
  }

  private static void example(
      List<String> faults, ApiContract contract, JsonNode content, String name) {
    if (!content.has("example")) {
      faults.add("META-INF/apidocs/examples/" + name + " is missing");
      return;
    }
    contract
        .departures(content.path("schema"), content.path("example"))
        .forEach(it -> faults.add(name + it));
  }

  private static void note(List<String> faults, boolean right, String place, String fault) {
    if (!right) {
      faults.add(place + ": " + fault);
    }
  }
}
