package io.orchestratex.local.part.kafka;

import io.orchestratex.contracts.Topics;
import io.orchestratex.local.process.PartProcess;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Makes the topics of the contracts and the rights of the accounts, or brings them up to date. */
final class KafkaProvision {

  private static final long LIMIT_SECONDS = 30;

  private final Map<String, Object> settings;
  private final String subscriber;
  private final List<String> services;

  /**
   * Describes what is to be made.
   *
   * @param settings of a client that may administer
   * @param subscriber account of the other teams
   * @param services accounts of the services
   */
  KafkaProvision(Map<String, Object> settings, String subscriber, List<String> services) {
    this.settings = settings;
    this.subscriber = subscriber;
    this.services = services;
  }

  /** Finds out whether the broker answers. */
  boolean reachesBroker() throws InterruptedException {
    Map<String, Object> impatient = new HashMap<>(settings);
    impatient.put("default.api.timeout.ms", 3000);
    impatient.put("request.timeout.ms", 3000);
    try (Admin admin = Admin.create(impatient)) {
      admin.describeCluster().nodes().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  /** Does it all; what is as it should be stays. */
  void run() throws ExecutionException, TimeoutException, InterruptedException {
    try (Admin admin = Admin.create(settings)) {
      Collection<String> existing = admin.listTopics().names().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      List<NewTopic> missing =
          Topics.ALL.stream()
              .filter(topic -> !existing.contains(topic.name()))
              .map(KafkaProvision::described)
              .toList();
      admin.createTopics(missing).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      bringUpToDate(
          admin, Topics.ALL.stream().filter(topic -> existing.contains(topic.name())).toList());
      grant(admin);
    }
  }

  /** What an earlier version granted and this one does not is taken back. */
  private void grant(Admin admin)
      throws ExecutionException, TimeoutException, InterruptedException {
    Set<AclBinding> rights = new LinkedHashSet<>(KafkaRights.ofSubscriber(subscriber));
    services.forEach(service -> rights.addAll(KafkaRights.ofService(service)));
    List<AclBindingFilter> surplus =
        granted(admin).stream()
            .filter(right -> !rights.contains(right))
            .map(AclBinding::toFilter)
            .toList();
    admin.createAcls(rights).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    admin.deleteAcls(surplus).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    // The controller has them; who connects now must not be refused by a broker that lags behind.
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!granted(admin).equals(rights)) {
      if (System.nanoTime() > end) {
        throw new TimeoutException("the broker does not apply the rights");
      }
      PartProcess.pause(50);
    }
  }

  /** What our accounts may do at the moment. */
  private Set<AclBinding> granted(Admin admin)
      throws ExecutionException, TimeoutException, InterruptedException {
    Set<String> ours =
        Stream.concat(Stream.of(subscriber), services.stream())
            .map(KafkaRights::principal)
            .collect(Collectors.toSet());
    return admin
        .describeAcls(AclBindingFilter.ANY)
        .values()
        .get(LIMIT_SECONDS, TimeUnit.SECONDS)
        .stream()
        .filter(right -> ours.contains(right.entry().principal()))
        .collect(Collectors.toSet());
  }

  private static NewTopic described(Topics.Topic topic) {
    return new NewTopic(topic.name(), topic.partitions(), (short) -1)
        .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, retention(topic)));
  }

  private static String retention(Topics.Topic topic) {
    return Long.toString(topic.retention().toMillis());
  }

  private static void bringUpToDate(Admin admin, List<Topics.Topic> topics)
      throws ExecutionException, TimeoutException, InterruptedException {
    if (topics.isEmpty()) {
      return;
    }
    Map<String, TopicDescription> found =
        admin
            .describeTopics(topics.stream().map(Topics.Topic::name).toList())
            .allTopicNames()
            .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    Map<String, NewPartitions> more = new HashMap<>();
    Map<ConfigResource, Collection<AlterConfigOp>> settings = new HashMap<>();
    for (Topics.Topic topic : topics) {
      TopicDescription description = found.get(topic.name());
      if (description != null && description.partitions().size() < topic.partitions()) {
        more.put(topic.name(), NewPartitions.increaseTo(topic.partitions()));
      }
      settings.put(
          new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
          List.of(
              new AlterConfigOp(
                  new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, retention(topic)),
                  AlterConfigOp.OpType.SET)));
    }
    admin.createPartitions(more).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    admin.incrementalAlterConfigs(settings).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
