package io.orchestratex.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.kit.TestService;
import io.orchestratex.kit.apidocs.ApiDocumentRules;
import io.orchestratex.kit.apidocs.OwnApiDocument;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The API document of alert-service. */
class ApiDocumentTest extends ApiDocumentRules {

  @Override
  protected TestService service() {
    return RunningService.shared();
  }

  private JsonNode schema(String name) {
    JsonNode document =
        new ObjectMapper().valueToTree(service().bean(OwnApiDocument.class).document());
    return document.at("/components/schemas/" + name);
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }

  @Test
  void aConditionSaysByItsKindWhichItIs() {
    JsonNode condition = schema("Condition");

    assertThat(condition.at("/discriminator/propertyName").asText()).isEqualTo("kind");
    assertThat(condition.at("/discriminator/mapping").size()).isEqualTo(4);
    condition
        .at("/discriminator/mapping")
        .properties()
        .forEach(choice -> {
          String reference = choice.getValue().asText();
          JsonNode one = schema(reference.substring(reference.lastIndexOf('/') + 1));
          assertThat(texts(one.path("required"))).contains("kind");
          assertThat(texts(one.at("/properties/kind/enum"))).containsExactly(choice.getKey());
          assertThat(one.path("additionalProperties").asBoolean(true)).as(reference).isFalse();
        });
  }

  @Test
  void whatTheServiceChecksByItselfIsRequired() {
    assertThat(texts(schema("RuleDefinition").path("required")))
        .containsExactlyInAnyOrder("severity", "message", "condition");
    assertThat(texts(schema("NewCase").path("required")))
        .containsExactlyInAnyOrder("title", "severity");
    assertThat(texts(schema("Selector").path("required")))
        .as("also answered, and then always there")
        .containsExactly("metric");
    assertThat(schema("Selector").path("additionalProperties").asBoolean(true)).isFalse();
    assertThat(schema("Rule").path("additionalProperties").asBoolean(true)).isTrue();
  }
}
