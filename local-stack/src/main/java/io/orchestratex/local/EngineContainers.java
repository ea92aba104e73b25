package io.orchestratex.local;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import io.orchestratex.local.part.ContainerOrder;
import io.orchestratex.local.part.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * The engines of the tests in containers, shared by the modules of a run. Testcontainers starts
 * them as reusable ones, which outlive the program; they are found again by their labels and
 * removed by {@link LeftContainers}, so no container is needed that watches over them.
 */
final class EngineContainers {

  private static final String ENGINE = "io.orchestratex.engine";
  private static final String MADE_OF = "io.orchestratex.made-of";

  private static final long FETCH_LIMIT_MINUTES = 5;

  private final StackParts parts;
  private final String stack;
  private final DockerClient docker;

  EngineContainers(StackParts parts) {
    this.parts = parts;
    this.stack = parts.folder().path().toString();
    this.docker = DockerClientFactory.instance().client();
  }

  /** Starts what does not run; returns when all answer and their accounts are made. */
  void up() {
    parts.images().forEach(this::fetch);
    new PartRunner(TestEngines::print).each(parts.engines(), this::up);
  }

  /** Tried once: Testcontainers tries again for minutes, also where there is no registry. */
  void fetch(String image) {
    try {
      docker.inspectImageCmd(image).exec();
    } catch (NotFoundException missing) {
      System.out.println("test engines: fetching " + image);
      DockerImageName name = DockerImageName.parse(image);
      try {
        docker
            .pullImageCmd(name.getUnversionedPart())
            .withTag(name.getVersionPart())
            .start()
            .awaitCompletion(FETCH_LIMIT_MINUTES, TimeUnit.MINUTES);
        docker.inspectImageCmd(image).exec();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      } catch (RuntimeException e) {
        throw new IllegalStateException("cannot fetch " + image + ": " + e.getMessage(), e);
      }
    }
  }

  private void up(Engine part) {
    List<Container> known = known(part);
    if (known.stream().anyMatch(each -> runs(each, part))) {
      part.adopt();
      return;
    }
    known.forEach(each ->
        docker.removeContainerCmd(each.getId()).withForce(true).withRemoveVolumes(true).exec());
    part.choosePorts();
    container(part).start();
  }

  private List<Container> known(Engine part) {
    return docker
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(LeftContainers.STACK, stack, ENGINE, part.name()))
        .exec();
  }

  private boolean runs(Container container, Engine part) {
    return "running".equals(container.getState())
        && parts.ports().kept(part.name()).isPresent()
        && part.container().fingerprint().equals(container.getLabels().get(MADE_OF));
  }

  private GenericContainer<?> container(Engine part) {
    ContainerOrder order = part.container();
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(order.image()))
            .withReuse(true)
            .withLabel(LeftContainers.STACK, stack)
            .withLabel(ENGINE, part.name())
            .withLabel(MADE_OF, order.fingerprint())
            .withEnv(order.environment())
            .waitingFor(new Adopted(part));
    if (!order.command().isEmpty()) {
      container.withCommand(order.command().toArray(String[]::new));
    }
    if (!order.entrypoint().isEmpty()) {
      container.withCreateContainerCmdModifier(
          command -> command.withEntrypoint(order.entrypoint().toArray(String[]::new)));
    }
    List<String> bindings = new ArrayList<>();
    order.ports().forEach((here, there) -> bindings.add("127.0.0.1:" + here + ":" + there));
    container.setPortBindings(bindings);
    return container;
  }

  /** A container is ready when its engine has the stack's accounts. */
  private static final class Adopted extends AbstractWaitStrategy {
    private final Engine part;

    Adopted(Engine part) {
      this.part = part;
    }

    @Override
    protected void waitUntilReady() {
      part.adopt();
    }
  }
}
