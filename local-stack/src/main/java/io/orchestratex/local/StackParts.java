package io.orchestratex.local;

import io.orchestratex.local.part.Claims;
import io.orchestratex.local.part.Engine;
import io.orchestratex.local.part.Part;
import io.orchestratex.local.part.Sample;
import io.orchestratex.local.part.StackContext;
import io.orchestratex.local.part.StackContext.Caching;
import io.orchestratex.local.part.kafka.KafkaPart;
import io.orchestratex.local.part.mongodb.MongodbPart;
import io.orchestratex.local.part.neo4j.Neo4jPart;
import io.orchestratex.local.part.postgresql.PostgresqlPart;
import io.orchestratex.local.part.redis.RedisPart;
import io.orchestratex.local.part.service.Service;
import io.orchestratex.local.part.service.ServiceEnvironment;
import io.orchestratex.local.part.service.ServicePart;
import io.orchestratex.local.part.service.Services;
import io.orchestratex.local.part.sqlite.SqliteSample;
import io.orchestratex.local.stack.Ports;
import io.orchestratex.local.stack.Secrets;
import io.orchestratex.local.stack.StackFolder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parts of one stack, put together. */
final class StackParts {

  /** The engines of every stack; another one is a folder in {@code part} and a line here. */
  static final List<Engine.Kind> ENGINES =
      List.of(MongodbPart::new, PostgresqlPart::new, RedisPart::new, KafkaPart::new);

  /** What a stack may be asked for besides; another one is a folder in {@code part}, and a line. */
  static final List<Sample.Kind> SAMPLES = List.of(Neo4jPart.SAMPLE, SqliteSample.SAMPLE);

  private final StackContext context;
  private final List<Engine> engines;
  private final Map<String, Sample> samples = new LinkedHashMap<>();
  private final List<ServicePart> services;
  private final ServiceEnvironment environment;

  StackParts(StackFolder folder) {
    this(folder, Caching.ON, ENGINES, Services.ALL);
  }

  StackParts(StackFolder folder, Caching caching, List<Engine.Kind> kinds, List<Service> services) {
    this.context =
        new StackContext(
            folder,
            new Ports(folder),
            new Secrets(folder),
            new Claims(ServiceEnvironment.claims(services)),
            caching);
    SAMPLES.forEach(kind -> samples.put(kind.name(), kind.maker().apply(context)));
    this.engines = kinds.stream().map(kind -> kind.in(context)).toList();
    this.environment = new ServiceEnvironment(context, services, engines, samples());
    this.services =
        services.stream().map(s -> new ServicePart(s, context, () -> environment.of(s))).toList();
  }

  StackFolder folder() {
    return context.folder();
  }

  Secrets secrets() {
    return context.secrets();
  }

  Ports ports() {
    return context.ports();
  }

  MongodbPart mongodb() {
    return engine(MongodbPart.class);
  }

  PostgresqlPart postgresql() {
    return engine(PostgresqlPart.class);
  }

  RedisPart redis() {
    return engine(RedisPart.class);
  }

  KafkaPart kafka() {
    return engine(KafkaPart.class);
  }

  /** All that a stack may be asked for, whether this one was or not. */
  List<Sample> samples() {
    return List.copyOf(samples.values());
  }

  /** The same by its name. */
  Sample sample(String name) {
    Sample found = samples.get(name);
    if (found == null) {
      throw new NoSuchPartException(name, List.copyOf(samples.keySet()));
    }
    return found;
  }

  /** Neo4j, for tests that need one: it is in no stack unless it is asked for. */
  Neo4jPart neo4j() {
    return (Neo4jPart) sample(Neo4jPart.NAME);
  }

  /** The processes of samples that this stack was asked for, or that run in it. */
  List<Part> sampleParts() {
    return samples().stream()
        .flatMap(sample ->
            sample.part().stream().filter(part -> sample.isAdded() || part.process().isRunning()))
        .toList();
  }

  /** The engine of a kind, for what only that kind can do. */
  <E extends Engine> E engine(Class<E> kind) {
    return engines.stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("this stack has no " + kind));
  }

  ServiceEnvironment environment() {
    return environment;
  }

  List<Engine> engines() {
    return engines;
  }

  /** The images of the engines' containers. */
  List<String> images() {
    return engines.stream().map(Engine::image).toList();
  }

  List<ServicePart> services() {
    return services;
  }

  /** The engines that have to answer before a part is started. */
  List<Engine> awaitedBy(Part part) {
    List<String> needed =
        context.claims().all().stream()
            .filter(claim -> claim.service().equals(part.name()))
            .map(claim -> claim.need().engine())
            .toList();
    return engines.stream()
        .filter(engine -> needed.contains(engine.name()) && engine.isAwaited())
        .toList();
  }

  /** Every part, in the order in which they are shown. */
  List<Part> all() {
    List<Part> all = new ArrayList<>(engines);
    all.addAll(sampleParts());
    all.addAll(services);
    return List.copyOf(all);
  }

  Part named(String name) {
    return all().stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchPartException(name, all().stream().map(Part::name).toList()));
  }
}
