package io.orchestratex.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/events.md} says what the code does. */
class EventsDocumentTest {

  private static List<String> lines = List.of();

  @BeforeAll
  static void read() throws IOException {
    Path module = Path.of(System.getProperty("basedir", "."));
    lines = Files.readAllLines(module.resolve("../docs/events.md"));
  }

  @ParameterizedTest
  @MethodSource("openTopics")
  void theTableHasARowPerOpenTopic(Topics.Topic topic) {
    List<String> rows =
        lines.stream().filter(line -> line.startsWith("| `" + topic.name() + "`")).toList();
    String events =
        String.join(
            ", ",
            Contract.all()
                .filter(contract -> contract.topic().equals(topic))
                .map(contract -> "`" + contract.wireName() + "`")
                .toList());
    long days = topic.retention().toDays();

    assertThat(rows).hasSize(1);
    assertThat(rows.getFirst().split("\\s*\\|\\s*", -1))
        .contains(
            String.join(", ", topic.producers()),
            events,
            Integer.toString(topic.partitions()),
            days == 1 ? "1 day" : days + " days");
  }

  @Test
  void theTableHasNoOtherTopic() {
    assertThat(lines.stream().filter(line -> line.matches("\\| `[a-z.]+\\.v\\d+` .*")))
        .hasSize((int) openTopics().count());
  }

  @Test
  void everyHeaderIsExplainedWithTheExampleThatServicesWouldSend() {
    Map<String, String> example =
        Wire.MAPPER.convertValue(
            Wire.tree(Contract.resource("/golden/headers.json")),
            Wire.MAPPER.getTypeFactory().constructMapType(Map.class, String.class, String.class));

    assertThat(example).isNotEmpty();
    example.forEach((name, value) ->
        assertThat(lines)
            .as(name)
            .anyMatch(line -> line.startsWith("| `" + name + "` | `" + value + "` |")));
  }

  static Stream<Topics.Topic> openTopics() {
    return Topics.ALL.stream().filter(Topics.Topic::open);
  }
}
