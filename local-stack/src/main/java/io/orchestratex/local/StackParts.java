package io.orchestratex.local;

import io.orchestratex.local.part.Part;
import io.orchestratex.local.part.kafka.KafkaPart;
import io.orchestratex.local.part.mongodb.MongodbPart;
import io.orchestratex.local.part.postgresql.PostgresqlPart;
import io.orchestratex.local.part.redis.RedisPart;
import io.orchestratex.local.part.service.Service;
import io.orchestratex.local.part.service.ServiceEnvironment;
import io.orchestratex.local.part.service.ServicePart;
import io.orchestratex.local.stack.Ports;
import io.orchestratex.local.stack.Secrets;
import io.orchestratex.local.stack.StackFolder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The parts of one stack, put together. */
final class StackParts {

  private final StackFolder folder;
  private final Secrets secrets;
  private final Ports ports;
  private final MongodbPart mongodb;
  private final PostgresqlPart postgresql;
  private final RedisPart redis;
  private final KafkaPart kafka;
  private final ServiceEnvironment environment;
  private final List<Part> services;

  StackParts(StackFolder folder) {
    this.folder = folder;
    this.secrets = new Secrets(folder);
    this.ports = new Ports(folder);
    this.mongodb = new MongodbPart(folder, ports, secrets);
    this.postgresql = new PostgresqlPart(folder, ports, secrets);
    this.redis = new RedisPart(folder, ports, secrets);
    this.kafka = new KafkaPart(folder, ports, secrets);
    this.environment =
        new ServiceEnvironment(folder, ports, secrets, mongodb, postgresql, redis, kafka);
    this.services =
        Arrays.stream(Service.values())
            .map(s -> (Part) new ServicePart(s, folder, ports, () -> environment.of(s)))
            .toList();
  }

  StackFolder folder() {
    return folder;
  }

  Secrets secrets() {
    return secrets;
  }

  Ports ports() {
    return ports;
  }

  MongodbPart mongodb() {
    return mongodb;
  }

  PostgresqlPart postgresql() {
    return postgresql;
  }

  RedisPart redis() {
    return redis;
  }

  KafkaPart kafka() {
    return kafka;
  }

  ServiceEnvironment environment() {
    return environment;
  }

  List<Part> engines() {
    return List.of(mongodb, postgresql, redis, kafka);
  }

  List<Part> services() {
    return services;
  }

  /** Every part, in the order of starting. */
  List<Part> all() {
    return Stream.concat(engines().stream(), services().stream()).toList();
  }

  Part named(String name) {
    return all().stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no part " + name + "; there are " + all().stream().map(Part::name).toList()));
  }
}
