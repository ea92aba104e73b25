package io.orchestratex.local.part.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.contracts.Topics;
import io.orchestratex.local.part.service.Service;
import io.orchestratex.local.part.service.Services;
import java.util.List;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** An account may do at a topic what the contracts say of it, and no more. */
class KafkaRightsTest {

  static final List<Topics.Topic> TOPICS = Topics.ALL;

  @ParameterizedTest
  @FieldSource("TOPICS")
  void followFromWhoPublishesAndReads(Topics.Topic topic) {
    for (Service service : Services.ALL) {
      String name = service.name();
      boolean writes = topic.producers().contains(name) || topic.consumers().contains(name);
      boolean reads = writes || topic.readers().contains(name);

      assertThat(operations(KafkaRights.ofService(name), topic))
          .as(name)
          .containsExactlyInAnyOrderElementsOf(
              writes
                  ? List.of(AclOperation.READ, AclOperation.DESCRIBE, AclOperation.WRITE)
                  : reads ? List.of(AclOperation.READ, AclOperation.DESCRIBE) : List.of());
    }
    assertThat(operations(KafkaRights.ofSubscriber("other-team"), topic))
        .containsExactlyInAnyOrderElementsOf(
            topic.open() ? List.of(AclOperation.READ, AclOperation.DESCRIBE) : List.of());
  }

  private static List<AclOperation> operations(List<AclBinding> rights, Topics.Topic topic) {
    return rights.stream()
        .filter(right -> right.pattern().resourceType() == ResourceType.TOPIC)
        .filter(right -> right.pattern().name().equals(topic.name()))
        .map(right -> right.entry().operation())
        .toList();
  }
}
