package io.orchestratex.local.part.kafka;

import io.orchestratex.contracts.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Who may do what at Kafka. Nobody but the broker's own account makes topics, and what is not
 * granted here is refused.
 */
final class KafkaRights {

  /** Prefix of the consumer groups that a subscriber may use. */
  static final String SUBSCRIBER_GROUPS = "subscriber-";

  /** Which service publishes on which topics. */
  private static final Map<String, Set<String>> PUBLISHES =
      Map.of(
          "gateway-service", Set.of(Topics.IDENTITY),
          "session-service", Set.of(Topics.SESSION, Topics.AGENT),
          "backup-service", Set.of(Topics.BACKUP, Topics.RESTORE),
          "monitor-service", Set.of(Topics.METRIC),
          "alert-service", Set.of(Topics.ALERT, Topics.CASE));

  /**
   * Which service applies the events of which topics. It may also write there: what it parked and
   * an operator replays goes back to the topic it came from.
   */
  private static final Map<String, Set<String>> APPLIES =
      Map.of(
          "monitor-service", Set.of(Topics.METRIC),
          "alert-service", Set.of(Topics.METRIC, Topics.BACKUP, Topics.RESTORE));

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
   * Reads and writes the topics that it publishes on or applies, reads who was revoked, and does so
   * in the groups whose names begin with its own.
   */
  static List<AclBinding> ofService(String account) {
    List<AclBinding> rights = new ArrayList<>();
    Set<String> written = new TreeSet<>(PUBLISHES.getOrDefault(account, Set.of()));
    written.addAll(APPLIES.getOrDefault(account, Set.of()));
    Map<String, AclOperation[]> topics = new LinkedHashMap<>();
    topics.put(Topics.IDENTITY, new AclOperation[] {AclOperation.READ, AclOperation.DESCRIBE});
    for (String topic : written) {
      topics.put(
          topic, new AclOperation[] {AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE});
    }
    topics.forEach((topic, operations) ->
        grant(rights, account, ResourceType.TOPIC, topic, PatternType.LITERAL).to(operations));
    grant(rights, account, ResourceType.GROUP, account + ".", PatternType.PREFIXED)
        .to(AclOperation.READ, AclOperation.DESCRIBE);
    return rights;
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
