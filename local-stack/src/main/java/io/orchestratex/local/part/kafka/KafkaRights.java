package io.orchestratex.local.part.kafka;

import io.orchestratex.contracts.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Who may do what at Kafka, as the topics of the contracts say. Only the broker's own account makes
 * topics, and what is not granted here is refused.
 */
final class KafkaRights {

  /** Prefix of the consumer groups that a subscriber may use. */
  static final String SUBSCRIBER_GROUPS = "subscriber-";

  private static final String CLUSTER = "kafka-cluster";
  private static final String ANY = "*";

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

  /**
   * What the contracts say: a service reads and writes the topics that it publishes on or whose
   * events it applies, and reads the others that name it, in groups whose names begin with its own.
   * The service that publishes samples watches the broker as well: it sees the state of the
   * cluster, its topics and groups, and no record.
   */
  static List<AclBinding> ofService(String account) {
    List<AclBinding> rights = new ArrayList<>();
    for (Topics.Topic topic : Topics.ALL) {
      boolean writes = topic.producers().contains(account) || topic.consumers().contains(account);
      Grant grant = grant(rights, account, ResourceType.TOPIC, topic.name(), PatternType.LITERAL);
      if (writes || topic.readers().contains(account)) {
        grant.to(AclOperation.READ, AclOperation.DESCRIBE);
      }
      if (writes) {
        grant.to(AclOperation.WRITE);
      }
    }
    grant(rights, account, ResourceType.GROUP, account + ".", PatternType.PREFIXED)
        .to(AclOperation.READ, AclOperation.DESCRIBE);
    if (isWatcher(account)) {
      grant(rights, account, ResourceType.CLUSTER, CLUSTER, PatternType.LITERAL)
          .to(AclOperation.DESCRIBE);
      grant(rights, account, ResourceType.TOPIC, ANY, PatternType.LITERAL)
          .to(AclOperation.DESCRIBE);
      grant(rights, account, ResourceType.GROUP, ANY, PatternType.LITERAL)
          .to(AclOperation.DESCRIBE);
    }
    return rights;
  }

  private static boolean isWatcher(String account) {
    return Topics.ALL.stream()
        .anyMatch(each -> each.name().equals(Topics.METRIC) && each.producers().contains(account));
  }

  private static Grant grant(
      List<AclBinding> rights, String account, ResourceType type, String name, PatternType kind) {
    return new Grant(rights, principal(account), new ResourcePattern(type, name, kind));
  }

  static String principal(String account) {
    return "User:" + account;
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
