package io.orchestratex.bench.stack;

import io.orchestratex.cli.access.Credentials;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.local.LocalStack;
import io.orchestratex.local.TestEngines;
import io.orchestratex.local.part.PartStatus;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.stack.Ports;
import io.orchestratex.local.stack.StackFolder;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The engines of the tests' fixture in a folder of their own, and those services that a measurement
 * needs: with fresh databases, with the JVM flags and settings that it asks for, so that nothing
 * has to be changed in code to lift a limit. Ends what it started when it is closed.
 */
public final class BenchStack implements AutoCloseable {

  private static final String GATEWAY = "gateway-service";
  private static final List<String> BEHIND_GATEWAY =
      List.of("session-service", "backup-service", "monitor-service", "alert-service");
  private static final String SUFFIX = "bench";

  private final StackOptions options;
  private final LocalStack local;
  private final TestEngines engines;
  private final Map<String, Integer> ports = new HashMap<>();
  private final List<ServiceProcess> services = new ArrayList<>();
  private final String adminPassword = secret();
  private final String keySecret = secret();
  private final Thread atExit = new Thread(this::stop);

  private BenchStack(StackOptions options) {
    this.options = options;
    // The fixture's engines read these; set before its classes look.
    System.setProperty("ox.root", options.root().toString());
    System.setProperty("ox.test.stack", options.folder().toString());
    this.local = LocalStack.forTests(options.root());
    Runtime.getRuntime().addShutdownHook(atExit);
    this.engines = TestEngines.processes();
  }

  /** Starts the engines. */
  public static BenchStack start(StackOptions options) {
    return new BenchStack(options);
  }

  /** The engines' addresses and accounts. */
  public TestEngines engines() {
    return engines;
  }

  /** A folder for files of the measurement, closed to other accounts. */
  public Path folder(String name) {
    Path folder = options.folder().resolve(name);
    StackFolder.privateFolder(folder);
    return folder;
  }

  /** The process of an engine, such as {@code redis}. */
  public long pidOf(String engine) {
    return local.status().stream()
        .filter(part -> part.name().equals(engine))
        .map(PartStatus::pid)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(engine + " does not run"));
  }

  /**
   * Starts the gateway, which the other services need for the keys of its tokens.
   *
   * @param settings environment variables besides the usual ones
   */
  public ServiceProcess gateway(Map<String, String> settings) {
    return gateway(options.root(), GATEWAY, settings);
  }

  /** Starts the gateway of another checkout beside it, on the same databases. */
  public ServiceProcess otherGateway(Path checkout, Map<String, String> settings) {
    return gateway(checkout, "other-" + GATEWAY, settings);
  }

  private ServiceProcess gateway(Path checkout, String part, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(engines.environmentOf(GATEWAY, SUFFIX));
    for (String service : BEHIND_GATEWAY) {
      String name = service.replace('-', '_').toUpperCase(Locale.ROOT);
      all.put("ORCHESTRATEX_GATEWAY_ROUTES_" + name, base(service).toString());
    }
    all.put("ORCHESTRATEX_GATEWAY_IDENTITY_ADMIN_PASSWORD", adminPassword);
    all.put("ORCHESTRATEX_GATEWAY_IDENTITY_KEY_SECRET", keySecret);
    // One token is to last for the whole measurement.
    all.put("ORCHESTRATEX_GATEWAY_IDENTITY_ACCESS_TOKEN_LIFE", "4h");
    all.putAll(settings);
    return started(checkout, GATEWAY, part, all);
  }

  /** Starts another service. */
  public ServiceProcess service(String name, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(engines.environmentOf(name, SUFFIX));
    all.put("ORCHESTRATEX_ACCESS_JWKS_URL", base(GATEWAY) + "/.well-known/jwks.json");
    all.putAll(settings);
    return started(options.root(), name, name, all);
  }

  private ServiceProcess started(
      Path checkout, String name, String part, Map<String, String> environment) {
    URI base = base(part);
    environment.put("MICRONAUT_SERVER_HOST", base.getHost());
    environment.put("MICRONAUT_SERVER_PORT", Integer.toString(base.getPort()));
    ServiceProcess process =
        ServiceProcess.start(
            new ServiceProcess.Order(
                name,
                base,
                checkout,
                options.serviceFlags(),
                environment,
                folder("logs").resolve(SUFFIX + "-" + part + ".log")));
    services.add(process);
    process.awaitReady();
    return process;
  }

  /** Starts a service again that has ended, as it was started before. */
  public ServiceProcess again(ServiceProcess ended) {
    ServiceProcess process = ended.another();
    services.remove(ended);
    services.add(process);
    process.awaitReady();
    return process;
  }

  private URI base(String service) {
    return URI.create("http://127.0.0.1:" + ports.computeIfAbsent(service, _ -> freePort()));
  }

  /** A port on which nothing listens now. */
  public static int freePort() {
    RandomGenerator random = RandomGenerator.getDefault();
    for (int attempt = 0; attempt < 1000; attempt++) {
      int port = random.nextInt(17_000, 31_000);
      if (Ports.free(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port between 17000 and 31000");
  }

  /** The gateway, called as the admin. */
  public Gateway signIn() {
    Gateway admin =
        new Gateway(
            base(GATEWAY), new Credentials(folder("run").resolve("bench-credentials.json")));
    admin.login("admin", adminPassword);
    return admin;
  }

  /** The password of {@code admin}. */
  public String adminPassword() {
    return adminPassword;
  }

  private static String secret() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    stop();
  }

  private void stop() {
    services.reversed().forEach(ServiceProcess::close);
    services.clear();
    if (!options.keep()) {
      local.down(Progress.SILENT);
    }
  }
}
