package io.orchestratex.local.part.kafka;

import io.orchestratex.contracts.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Who may do what at Kafka. */
final class KafkaRights {

  /** Prefix of the consumer groups that a subscriber may use. */
  static final String SUBSCRIBER_GROUPS = "subscriber-";

  private KafkaRights() {}

  /** Reads the open topics, in groups of its own; nothing else. */
  static List<AclBinding> ofSubscriber(String account) {
    List<AclBinding> rights = new ArrayList<>();
    for (Topics.Topic topic : Topics.ALL) {
      if (topic.open()) {
        grant(rights, account, ResourceType.TOPIC, topic.name(), PatternType.LITERAL)
            .to(AclOperation.READ, AclOperation.DESCRIBE);
      }
    }
    grant(rights, account, ResourceType.GROUP, SUBSCRIBER_GROUPS, PatternType.PREFIXED)
        .to(AclOperation.READ, AclOperation.DESCRIBE);
    return rights;
  }

  /** Reads and writes every topic of ours, and has its own for the state of its streams. */
  static List<AclBinding> ofService(String account) {
    List<AclBinding> rights = new ArrayList<>();
    for (Topics.Topic topic : Topics.ALL) {
      grant(rights, account, ResourceType.TOPIC, topic.name(), PatternType.LITERAL)
          .to(
              AclOperation.READ,
              AclOperation.WRITE,
              AclOperation.DESCRIBE,
              AclOperation.DESCRIBE_CONFIGS);
    }
    grant(rights, account, ResourceType.TOPIC, account + "-", PatternType.PREFIXED)
        .to(AclOperation.ALL);
    grant(rights, account, ResourceType.GROUP, "*", PatternType.LITERAL)
        .to(AclOperation.READ, AclOperation.DESCRIBE, AclOperation.DELETE);
    grant(rights, account, ResourceType.CLUSTER, Resource.CLUSTER_NAME, PatternType.LITERAL)
        .to(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS, AclOperation.IDEMPOTENT_WRITE);
    grant(rights, account, ResourceType.TRANSACTIONAL_ID, account, PatternType.PREFIXED)
        .to(AclOperation.WRITE, AclOperation.DESCRIBE);
    return rights;
  }

  private static Grant grant(
      List<AclBinding> rights, String account, ResourceType type, String name, PatternType kind) {
    return new Grant(rights, "User:" + account, new ResourcePattern(type, name, kind));
  }

  private record Grant(List<AclBinding> rights, String principal, ResourcePattern resource) {
    void to(AclOperation... operations) {
      for (AclOperation operation : operations) {
        rights.add(
            new AclBinding(
                resource,
                new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)));
      }
    }
  }
}
