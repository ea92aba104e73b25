package io.orchestratex.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The AsyncAPI document tells other teams what the code does. */
class AsyncApiTest {

  private static JsonNode document;

  @BeforeAll
  static void read() throws IOException {
    document = new YAMLMapper().readTree(Contract.resource("/contracts/asyncapi.yaml"));
  }

  @Test
  void listsTheOpenTopicsAndNoOther() {
    assertThat(document.path("asyncapi").textValue()).isEqualTo("3.0.0");
    assertThat(document.path("channels"))
        .extracting(channel -> channel.path("address").textValue())
        .containsExactlyElementsOf(openTopics().map(Topics.Topic::name).toList());
  }

  @Test
  void describesTheEventsOfTheOpenTopicsAndNoOther() {
    assertThat(document.at("/components/messages").fieldNames())
        .toIterable()
        .containsExactlyElementsOf(openContracts().map(Contract::wireName).toList());
  }

  @ParameterizedTest
  @MethodSource("openTopics")
  void aChannelHasTheEventsAndTheMeasuresOfItsTopic(Topics.Topic topic) {
    JsonNode channel = channel(topic);
    Set<String> types =
        openContracts()
            .filter(contract -> contract.topic().equals(topic))
            .map(Contract::wireName)
            .collect(Collectors.toSet());

    assertThat(channel.path("messages").properties())
        .extracting(message -> message.getValue().path("$ref").textValue())
        .containsExactlyInAnyOrderElementsOf(
            types.stream().map(type -> "#/components/messages/" + type).toList());
    assertThat(channel.path("messages").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(types);
    assertThat(channel.at("/bindings/kafka/partitions").intValue()).isEqualTo(topic.partitions());
    assertThat(channel.at("/bindings/kafka/topicConfiguration/retention.ms").longValue())
        .isEqualTo(topic.retention().toMillis());
  }

  @ParameterizedTest
  @MethodSource("openContracts")
  void aMessageRefersToItsSchemaAndHasHeadersAndKey(Contract contract) {
    JsonNode message = document.path("components").path("messages").path(contract.wireName());

    assertThat(message.path("name").textValue()).isEqualTo(contract.wireName());
    assertThat(message.at("/payload/$ref").textValue()).isEqualTo(contract.schemaFile());
    assertThat(message.path("summary").textValue())
        .isEqualTo(Wire.tree(contract.schema()).path("description").textValue());
    assertThat(resolved(message.at("/traits/0")).at("/headers/$ref").textValue())
        .isEqualTo("cloudevents-headers.schema.json");
    assertThat(resolved(message.path("bindings")).at("/kafka/key/type").textValue())
        .isEqualTo("string");
  }

  @Test
  void everyChannelIsSentOn() {
    assertThat(document.path("operations"))
        .allMatch(operation -> operation.path("action").textValue().equals("send"))
        .extracting(operation -> operation.at("/channel/$ref").textValue())
        .containsExactlyElementsOf(
            document.path("channels").properties().stream()
                .map(channel -> "#/channels/" + channel.getKey())
                .toList());
  }

  @Test
  void subscribersSignInByPassword() {
    JsonNode schemes = document.at("/servers/local/security");

    assertThat(document.at("/servers/local/protocol").textValue()).isEqualTo("kafka");
    assertThat(schemes).hasSize(1);
    assertThat(resolved(schemes.path(0)).path("type").textValue()).isEqualTo("plain");
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> references = document.findValuesAsText("$ref");

    assertThat(references).isNotEmpty();
    for (String reference : references) {
      if (reference.startsWith("#")) {
        assertThat(document.at(reference.substring(1)).isObject()).as(reference).isTrue();
      } else {
        assertThat(Contract.resource("/contracts/" + reference)).as(reference).isNotBlank();
      }
    }
  }

  static Stream<Topics.Topic> openTopics() {
    return Topics.ALL.stream().filter(Topics.Topic::open);
  }

  static Stream<Contract> openContracts() {
    return Contract.all().filter(contract -> contract.topic().open());
  }

  private static JsonNode channel(Topics.Topic topic) {
    return document.path("channels").properties().stream()
        .map(Map.Entry::getValue)
        .filter(channel -> channel.path("address").textValue().equals(topic.name()))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode resolved(JsonNode reference) {
    return document.at(reference.path("$ref").textValue().substring(1));
  }
}
