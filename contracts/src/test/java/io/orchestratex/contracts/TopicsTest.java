package io.orchestratex.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class TopicsTest {

  private static final Pattern TOPIC =
      Pattern.compile("([a-z]+)\\.(events|samples)\\.v[1-9][0-9]*");
  private static final Pattern WIRE_NAME = Pattern.compile("[a-z]+\\.[a-z-]+");

  private static final Set<String> SERVICES =
      Set.of(
          "gateway-service",
          "session-service",
          "backup-service",
          "monitor-service",
          "alert-service");

  static final List<Topics.Topic> ALL = Topics.ALL;

  @Test
  void everyFamilyOfEventsHasOneTopic() {
    assertThat(Topics.ALL)
        .extracting(topic -> (Object) topic.events())
        .containsExactlyInAnyOrder((Object[]) DomainEvent.class.getPermittedSubclasses());
    assertThat(Topics.ALL).extracting(Topics.Topic::name).doesNotHaveDuplicates();
  }

  @Test
  void wireNamesAreUnique() {
    assertThat(Contract.all().map(Contract::wireName)).doesNotHaveDuplicates();
  }

  @Test
  void identitiesAreForTheServicesOnly() {
    assertThat(Topics.ALL)
        .filteredOn(topic -> !topic.open())
        .extracting(Topics.Topic::name)
        .containsExactly(Topics.IDENTITY);
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void isPublishedByAServiceAndReadByServices(Topics.Topic topic) {
    assertThat(topic.producers()).isNotEmpty().isSubsetOf(SERVICES);
    assertThat(topic.consumers()).isSubsetOf(SERVICES);
    assertThat(topic.readers()).isSubsetOf(SERVICES);
    assertThat(Collections.disjoint(topic.consumers(), topic.readers())).isTrue();
  }

  @Test
  void everyServiceReadsWhoWasRevoked() {
    assertThat(Topics.ALL)
        .filteredOn(topic -> topic.name().equals(Topics.IDENTITY))
        .extracting(Topics.Topic::readers)
        .containsExactly(new TreeSet<>(SERVICES));
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void carriesAtLeastOneEventAndIsKeptForAWhile(Topics.Topic topic) {
    assertThat(topic.name()).matches(TOPIC);
    assertThat(topic.partitions()).isPositive();
    assertThat(topic.retention()).isPositive();
    assertThat(topic.eventTypes()).isNotEmpty().allMatch(Class::isRecord);
  }

  @ParameterizedTest
  @MethodSource("io.orchestratex.contracts.Contract#all")
  void wireNamesAreDottedAndBeginWithTheNounOfTheirTopic(Contract contract) {
    assertThat(contract.wireName()).matches(WIRE_NAME);
    assertThat(contract.wireName().split("\\.", -1)[0])
        .isEqualTo(contract.topic().name().split("\\.", -1)[0]);
  }

  @ParameterizedTest
  @MethodSource("io.orchestratex.contracts.Contract#all")
  void fieldsAreNamedInSnakeCase(Contract contract) {
    assertThat(Arrays.asList(contract.type().getRecordComponents())).isNotEmpty();
    assertThat(contract.fields())
        .extracting(Contract.Field::name)
        .allMatch(name -> name.matches("[a-z]+(_[a-z]+)*"));
  }
}
