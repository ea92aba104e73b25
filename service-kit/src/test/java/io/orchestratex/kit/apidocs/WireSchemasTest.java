package io.orchestratex.kit.apidocs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orchestratex.kit.paging.Page;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Types of each kind, as a mapper writes them. */
class WireSchemasTest {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .build();

  enum Size {
    VERY_SMALL,
    LARGE;

    @JsonValue
    String wire() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  enum State {
    @JsonProperty("running")
    RUNNING
  }

  record ThingView(
      String id,
      Size size,
      @Nullable State lastState,
      Instant madeAt,
      @Nullable Duration keepFor,
      BigDecimal cost,
      long byteCount,
      Map<String, Object> metadata,
      Map<String, String> labels,
      @Nullable JsonNode anything,
      List<Shape> shapes,
      @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String assignee,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> errors,
      @JsonProperty("traceId") String traceId) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Round.class, name = "round"),
    @JsonSubTypes.Type(value = Edged.class, name = "edged")
  })
  sealed interface Shape {}

  record Round(double radius) implements Shape {}

  record Edged(int edgeCount) implements Shape {}

  private final WireSchemas schemas =
      new WireSchemas(MAPPER, new WrittenDocuments(List.of(), path -> path));

  @Test
  void namesAndTypesAreThoseOfTheMapper() {
    schemas.of(MAPPER.constructType(ThingView.class), false);
    JsonNode thing = component("WireSchemasTestThing", "Thing");

    assertThat(thing.path("properties").properties().stream().map(Map.Entry::getKey))
        .containsExactly(
            "id",
            "size",
            "last_state",
            "made_at",
            "keep_for",
            "cost",
            "byte_count",
            "metadata",
            "labels",
            "anything",
            "shapes",
            "assignee",
            "errors",
            "traceId");
    assertThat(thing.at("/properties/made_at/format").asText()).isEqualTo("date-time");
    assertThat(thing.at("/properties/keep_for/format").asText()).isEqualTo("duration");
    assertThat(thing.at("/properties/keep_for/nullable").asBoolean()).isTrue();
    assertThat(thing.at("/properties/cost/type").asText()).isEqualTo("number");
    assertThat(thing.at("/properties/byte_count/format").asText()).isEqualTo("int64");
    assertThat(thing.at("/properties/metadata/additionalProperties").asBoolean()).isTrue();
    assertThat(thing.at("/properties/labels/additionalProperties/type").asText())
        .isEqualTo("string");
    assertThat(thing.at("/properties/anything").has("type")).isFalse();
    assertThat(thing.at("/properties/last_state/allOf/0/$ref").asText()).endsWith("State");
  }

  @Test
  void requiresWhatIsAlwaysThere() {
    schemas.of(MAPPER.constructType(ThingView.class), false);

    JsonNode required = component("WireSchemasTestThing", "Thing").path("required");
    assertThat(MAPPER.convertValue(required, new TypeReference<List<String>>() {}))
        .containsExactly(
            "id",
            "size",
            "made_at",
            "cost",
            "byte_count",
            "metadata",
            "labels",
            "shapes",
            "assignee",
            "traceId");
  }

  @Test
  void refusesUnknownFieldsOfARequest() {
    schemas.of(MAPPER.constructType(Round.class), true);

    assertThat(component("Round").path("additionalProperties").isBoolean()).isTrue();
    assertThat(component("Round").path("additionalProperties").asBoolean()).isFalse();
  }

  @Test
  void enumsHaveTheValuesOfTheWire() {
    schemas.of(MAPPER.constructType(Size.class), false);
    schemas.of(MAPPER.constructType(State.class), false);

    assertThat(component("WireSchemasTestSize").path("enum").toString())
        .isEqualTo("[\"very-small\",\"large\"]");
    assertThat(component("WireSchemasTestState").path("enum").toString())
        .isEqualTo("[\"running\"]");
  }

  @Test
  void aChoiceNamesItsKinds() {
    schemas.of(MAPPER.constructType(Shape.class), false);

    JsonNode shape = component("Shape");
    assertThat(shape.at("/discriminator/propertyName").asText()).isEqualTo("kind");
    assertThat(shape.at("/discriminator/mapping/edged").asText())
        .isEqualTo("#/components/schemas/EdgedShape");
    JsonNode edged = component("EdgedShape");
    assertThat(edged.at("/properties/kind/enum").toString()).isEqualTo("[\"edged\"]");
    assertThat(edged.path("required").toString()).isEqualTo("[\"kind\",\"edge_count\"]");
  }

  @Test
  void aPageIsNamedAfterWhatItHolds() {
    schemas.of(MAPPER.constructType(new TypeReference<Page<ThingView>>() {}), false);

    assertThat(schemas.components()).containsKeys("ThingPage", "Thing", "Paging");
  }

  private JsonNode component(String... names) {
    for (String name : names) {
      if (schemas.components().get(name) instanceof Map<?, ?> found) {
        return new ObjectMapper().valueToTree(found);
      }
    }
    throw new AssertionError(schemas.components().keySet() + " has none of " + List.of(names));
  }
}
