package io.orchestratex.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A schema says exactly what its record says, and refuses everything else. */
class SchemasTest {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Fields that records of earlier versions lack, which are in the topics still. */
  private static final Set<String> ADDED_LATER =
      Set.of(
          "backup.succeeded/completeness",
          "restore.succeeded/deviations",
          "session.response-recorded/finish_reason",
          "session.response-recorded/user_id",
          "session.response-failed/user_id",
          "session.thread-opened/user_id");

  private static final Map<Class<?>, String> JSON_TYPES =
      Map.of(
          String.class, "string",
          Instant.class, "string",
          int.class, "integer",
          Integer.class, "integer",
          long.class, "integer",
          double.class, "number",
          BigDecimal.class, "number",
          boolean.class, "boolean",
          List.class, "array",
          Map.class, "object");

  /**
   * A field of an object in a golden example.
   *
   * @param parent JSON pointer of the object
   */
  record Place(Contract contract, String parent, Contract.Field field) {

    static Stream<Place> all() {
      return Contract.all().flatMap(Place::of);
    }

    private static Stream<Place> of(Contract contract) {
      Stream<Place> own = contract.fields().stream().map(it -> new Place(contract, "", it));
      Stream<Place> nested =
          contract.type().equals(MetricEvent.Sampled.class)
              ? Contract.Field.of(MetricEvent.Sample.class).stream()
                  .map(it -> new Place(contract, "/samples/0", it))
              : Stream.empty();
      return Stream.concat(own, nested);
    }

    /** What the schema says about the field. */
    JsonNode schema() {
      JsonNode event = Wire.tree(contract.schema());
      return event
          .at(parent.replace("/samples/0", "/properties/samples/items"))
          .path("properties")
          .path(field.name());
    }

    List<String> departuresWith(JsonNode value) {
      JsonNode golden = Wire.tree(contract.golden());
      ((ObjectNode) golden.at(parent)).set(field.name(), value);
      return Wire.departures(contract.schema(), golden.toString());
    }

    List<String> departuresWithout() {
      JsonNode golden = Wire.tree(contract.golden());
      ((ObjectNode) golden.at(parent)).remove(field.name());
      return Wire.departures(contract.schema(), golden.toString());
    }

    @Override
    public String toString() {
      return contract + parent + "/" + field.name();
    }
  }

  @Test
  void everyEventHasItsSchemaAndNoOtherSchemaLies() {
    assertThat(Resources.under("/contracts", ".schema.json"))
        .containsExactlyInAnyOrderElementsOf(
            Contract.all().map(Contract::schemaFile).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @MethodSource("io.orchestratex.contracts.Contract#all")
  void isAValidClosedSchemaOfTheRecord(Contract contract) {
    JsonNode schema = Wire.tree(contract.schema());
    List<String> names = contract.fields().stream().map(Contract.Field::name).toList();

    assertThat(Wire.departuresFromMetaSchema(contract.schema())).isEmpty();
    assertThat(schema.path("$schema").textValue())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    assertThat(schema.path("$id").textValue())
        .isEqualTo(
            "https://orchestratex.io/schemas/%s/%s.json"
                .formatted(contract.topic().name(), contract.wireName()));
    assertThat(schema.path("title").textValue()).isEqualTo(contract.wireName());
    assertThat(schema.path("description").textValue()).isNotBlank();
    assertThat(schema.path("additionalProperties").isBoolean()).isTrue();
    assertThat(schema.path("additionalProperties").booleanValue()).isFalse();
    assertThat(schema.path("properties").fieldNames())
        .toIterable()
        .containsExactlyElementsOf(names);
    assertThat(schema.path("required"))
        .extracting(JsonNode::textValue)
        .isSubsetOf(names)
        .containsAll(
            contract.fields().stream()
                .filter(field -> !field.nullable())
                .map(Contract.Field::name)
                .toList());
  }

  @ParameterizedTest
  @MethodSource("io.orchestratex.contracts.SchemasTest$Place#all")
  void givesEachFieldItsTypeAndItsMeaning(Place place) {
    JsonNode schema = place.schema();
    JsonNode type = schema.path("type");

    assertThat(schema.path("description").textValue()).isNotBlank();
    assertThat(type.isArray() ? type.path(0).textValue() : type.textValue())
        .isEqualTo(JSON_TYPES.get(place.field().type()));
    assertThat(place.departuresWith(NODES.nullNode()).isEmpty())
        .as("accepts null")
        .isEqualTo(place.field().nullable());
    if (place.field().type().equals(Instant.class)) {
      assertThat(schema.path("format").textValue()).isEqualTo("date-time");
    }
  }

  @ParameterizedTest
  @MethodSource("io.orchestratex.contracts.SchemasTest$Place#all")
  void refusesAnExampleWithoutAField(Place place) {
    if (ADDED_LATER.contains(place.toString())) {
      assertThat(place.departuresWithout()).as("an older record").isEmpty();
      return;
    }
    assertThat(place.departuresWithout())
        .singleElement()
        .asString()
        .contains(place.parent(), "'" + place.field().name() + "'");
  }

  @ParameterizedTest
  @MethodSource("io.orchestratex.contracts.SchemasTest$Place#all")
  void refusesAFieldOfAnotherType(Place place) {
    JsonNode other =
        "string".equals(JSON_TYPES.get(place.field().type()))
            ? NODES.numberNode(17)
            : NODES.textNode("17");

    assertThat(place.departuresWith(other))
        .isNotEmpty()
        .allMatch(departure -> departure.startsWith(place.parent() + "/" + place.field().name()));
  }

  @ParameterizedTest
  @MethodSource("io.orchestratex.contracts.Contract#all")
  void refusesAnExtraField(Contract contract) {
    ObjectNode golden = (ObjectNode) Wire.tree(contract.golden());
    golden.put("password", "secret");

    assertThat(Wire.departures(contract.schema(), golden.toString()))
        .singleElement()
        .asString()
        .contains("'password'");
  }

  @Test
  void refusesAnExtraFieldInASample() {
    Contract contract = Contract.named("metric.sampled");
    ObjectNode golden = (ObjectNode) Wire.tree(contract.golden());
    ((ObjectNode) golden.at("/samples/0")).put("password", "secret");

    assertThat(Wire.departures(contract.schema(), golden.toString()))
        .singleElement()
        .asString()
        .contains("/samples/0", "'password'");
  }

  @ParameterizedTest
  @MethodSource("moments")
  void refusesAMomentThatIsNoneOrNotInUtc(Place place) {
    for (String broken : List.of("yesterday", "2026-11-21", "2026-11-21T10:15:00+01:00", "")) {
      assertThat(place.departuresWith(NODES.textNode(broken))).as(broken).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("amounts")
  void refusesANegativeAmountAndAFractionOfACount(Place place) {
    assertThat(place.departuresWith(NODES.numberNode(-1))).isNotEmpty();
    if (!place.field().type().equals(BigDecimal.class)) {
      assertThat(place.departuresWith(NODES.numberNode(new BigDecimal("1.5")))).isNotEmpty();
    }
  }

  static Stream<Place> moments() {
    return Place.all().filter(place -> place.field().type().equals(Instant.class));
  }

  static Stream<Place> amounts() {
    return Place.all()
        .filter(place ->
            List.of(int.class, long.class, BigDecimal.class).contains(place.field().type()));
  }
}
