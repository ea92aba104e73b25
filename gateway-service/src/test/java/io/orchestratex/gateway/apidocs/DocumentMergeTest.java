package io.orchestratex.gateway.apidocs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class DocumentMergeTest {

  private static final String ONE =
      """
      openapi: 3.0.3
      info: {title: One, version: '1'}
      tags: [{name: Shared}, {name: First}]
      paths:
        /one:
          get: {operationId: listParked, x: {$ref: '#/components/schemas/Target'}}
      components:
        schemas:
          Target: {type: object, properties: {id: {type: string}}}
          TargetPage: {type: array, items: {$ref: '#/components/schemas/Target'}}
          Problem: {type: object}
      """;

  private static final String OTHER =
      """
      openapi: 3.0.3
      info: {title: Other, version: '1'}
      tags: [{name: Shared}, {name: Second}]
      paths:
        /other:
          get: {operationId: listParked, x: {$ref: '#/components/schemas/TargetPage'}}
        /alone:
          get: {operationId: listAlone, y: {$ref: '#/components/schemas/Choice'}}
      components:
        schemas:
          Target: {type: object, properties: {name: {type: string}}}
          TargetPage: {type: array, items: {$ref: '#/components/schemas/Target'}}
          Problem: {type: object}
          Choice:
            oneOf: [{$ref: '#/components/schemas/Target'}]
            discriminator:
              propertyName: kind
              mapping: {target: '#/components/schemas/Target'}
      """;

  @Test
  void renamesWhatDiffersAndAllThatRefersToIt() {
    JsonNode merged = merged();

    assertThat(merged.at("/components/schemas").properties().stream().map(Map.Entry::getKey))
        .containsExactly(
            "Choice", "OtherTarget", "OtherTargetPage", "Problem", "Target", "TargetPage");
    assertThat(merged.at("/components/schemas/OtherTargetPage/items/$ref").asText())
        .isEqualTo("#/components/schemas/OtherTarget");
    assertThat(merged.at("/paths/~1other/get/x/$ref").asText())
        .isEqualTo("#/components/schemas/OtherTargetPage");
    assertThat(merged.at("/components/schemas/Choice/discriminator/mapping/target").asText())
        .isEqualTo("#/components/schemas/OtherTarget");
    assertThat(merged.at("/paths/~1one/get/x/$ref").asText())
        .isEqualTo("#/components/schemas/Target");
  }

  @Test
  void saysWhoseAnOperationIsThatSeveralHave() {
    JsonNode merged = merged();

    assertThat(merged.at("/paths/~1one/get/operationId").asText()).isEqualTo("listParkedOfOne");
    assertThat(merged.at("/paths/~1other/get/operationId").asText()).isEqualTo("listParkedOfOther");
    assertThat(merged.at("/paths/~1alone/get/operationId").asText()).isEqualTo("listAlone");
    assertThat(merged.path("tags").findValuesAsText("name"))
        .containsExactly("First", "Second", "Shared");
  }

  private static JsonNode merged() {
    DocumentMerge merge = new DocumentMerge();
    Map<String, Object> one = new Yaml().load(ONE);
    merge.add("one-service", one);
    merge.add("other-service", new Yaml().load(OTHER));
    return new ObjectMapper().valueToTree(merge.merged(one));
  }
}
