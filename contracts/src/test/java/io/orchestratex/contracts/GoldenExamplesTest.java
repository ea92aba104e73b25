package io.orchestratex.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was once published can be read, and is written again as it was. */
class GoldenExamplesTest {

  @Test
  void everyEventHasItsExampleAndNoOtherExampleLies() {
    assertThat(Resources.under("/golden", ".json"))
        .containsExactlyInAnyOrderElementsOf(
            Contract.all().map(Contract::goldenFile).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @MethodSource("io.orchestratex.contracts.Contract#all")
  void isReadAndWrittenBackTheSame(Contract contract) throws JsonProcessingException {
    DomainEvent event = Wire.MAPPER.readValue(contract.golden(), contract.type());

    String written = Wire.MAPPER.writeValueAsString(event);

    assertThat(Wire.tree(written)).isEqualTo(Wire.tree(contract.golden()));
    assertThat(Wire.departures(contract.schema(), written)).isEmpty();
    assertThat(Wire.MAPPER.readValue(written, contract.type())).isEqualTo(event);
  }

  @ParameterizedTest
  @MethodSource("io.orchestratex.contracts.Contract#all")
  void isTheExampleThatTheSchemaShows(Contract contract) {
    assertThat(Wire.tree(contract.schema()).at("/examples"))
        .containsExactly(Wire.tree(contract.golden()));
  }

  @ParameterizedTest
  @MethodSource("io.orchestratex.contracts.Contract#all")
  void isKeyedByAFieldAndTravelsOnItsTopic(Contract contract) throws JsonProcessingException {
    DomainEvent event = Wire.MAPPER.readValue(contract.golden(), contract.type());

    assertThat(Wire.tree(contract.golden())).anyMatch(value -> value.asText().equals(event.key()));
    assertThat(Topics.of(event)).isEqualTo(contract.topic());
  }

  @ParameterizedTest
  @MethodSource("io.orchestratex.contracts.Contract#all")
  void isWrittenInFullByAMapperThatLeavesOutWhatIsEmpty(Contract contract)
      throws JsonProcessingException {
    JsonMapper terse =
        Wire.MAPPER.rebuild().serializationInclusion(JsonInclude.Include.NON_EMPTY).build();
    DomainEvent event = terse.readValue(contract.golden(), contract.type());

    assertThat(Wire.tree(terse.writeValueAsString(event))).isEqualTo(Wire.tree(contract.golden()));
  }

  @ParameterizedTest
  @MethodSource("io.orchestratex.contracts.Contract#all")
  void namesEveryFieldThatTheRecordHas(Contract contract) {
    ObjectNode golden = (ObjectNode) Wire.tree(contract.golden());
    assertThat(golden.fieldNames())
        .toIterable()
        .containsExactlyElementsOf(contract.fields().stream().map(Contract.Field::name).toList());
    golden.put("surprise", true);
    assertThatThrownBy(() -> Wire.MAPPER.treeToValue(golden, contract.type()))
        .isInstanceOf(UnrecognizedPropertyException.class)
        .hasMessageContaining("surprise");
  }

  @Test
  void moneyKeepsEachDigit() throws JsonProcessingException {
    String json =
        Contract.named("session.response-recorded")
            .golden()
            .replace("0.00073425", "12345678901234567.000000000000000010");

    var event = Wire.MAPPER.readValue(json, SessionEvent.ResponseRecorded.class);

    assertThat(event.costUsd()).isEqualTo(new BigDecimal("12345678901234567.000000000000000010"));
    assertThat(Wire.MAPPER.writeValueAsString(event))
        .contains("\"cost_usd\":12345678901234567.000000000000000010");
  }

  @Test
  void headersFitTheirSchemaAndTheirEvent() throws JsonProcessingException {
    JsonNode headers = Wire.tree(Contract.resource("/golden/headers.json"));
    String schema = Contract.resource("/contracts/cloudevents-headers.schema.json");
    Contract contract = Contract.named(headers.path(EventHeaders.TYPE).textValue());
    DomainEvent event = Wire.MAPPER.readValue(contract.golden(), contract.type());

    assertThat(Wire.departures(schema, headers.toString())).isEmpty();
    assertThat(Wire.tree(schema).at("/examples")).containsExactly(headers);
    assertThat(headers.path(EventHeaders.SUBJECT).textValue()).isEqualTo(event.key());
    assertThat(headers.path(EventHeaders.PARTITION_KEY).textValue()).isEqualTo(event.key());
  }

  @Test
  void headersAreThoseThatServicesSend() {
    Set<String> names =
        Arrays.stream(EventHeaders.class.getFields())
            .map(GoldenExamplesTest::constant)
            .collect(Collectors.toSet());
    JsonNode schema = Wire.tree(Contract.resource("/contracts/cloudevents-headers.schema.json"));

    assertThat(Wire.tree(Contract.resource("/golden/headers.json")).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(names);
    assertThat(schema.path("properties").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(names);
    assertThat(schema.path("required"))
        .extracting(JsonNode::textValue)
        .containsExactlyInAnyOrderElementsOf(
            names.stream().filter(name -> !name.equals(EventHeaders.TRACE_PARENT)).toList());
  }

  @ParameterizedTest
  @MethodSource("brokenHeaders")
  void headersThatAreBrokenAreRefused(String name, String value) {
    ObjectNode headers = (ObjectNode) Wire.tree(Contract.resource("/golden/headers.json"));
    headers.put(name, value);

    assertThat(
            Wire.departures(
                Contract.resource("/contracts/cloudevents-headers.schema.json"),
                headers.toString()))
        .anyMatch(departure -> departure.contains(name));
  }

  static String[][] brokenHeaders() {
    return new String[][] {
      {EventHeaders.SPEC_VERSION, "0.3"},
      {EventHeaders.ID, ""},
      {EventHeaders.SOURCE, "not a uri"},
      {EventHeaders.TYPE, "SessionEvent.Started"},
      {EventHeaders.TIME, "yesterday"},
      {EventHeaders.SEQUENCE, "-1"},
      {EventHeaders.TRACE_PARENT, "00-1-2-3"},
      {EventHeaders.CONTENT_TYPE, "text/plain"},
    };
  }

  private static String constant(java.lang.reflect.Field field) {
    try {
      return Objects.requireNonNull(field.get(null)).toString();
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
