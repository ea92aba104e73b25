package io.orchestratex.local.part.service;

import io.orchestratex.local.part.Claim;
import io.orchestratex.local.part.Engine;
import io.orchestratex.local.part.Need;
import io.orchestratex.local.part.Sample;
import io.orchestratex.local.part.StackContext;
import io.orchestratex.local.part.Wire;
import io.orchestratex.local.stack.StackFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** The variables by which each service learns where its engines are and as whom to connect. */
public final class ServiceEnvironment implements Neighbours {

  private final StackContext stack;
  private final List<Service> services;
  private final List<Engine> engines;
  private final List<Sample> samples;

  public ServiceEnvironment(
      StackContext stack, List<Service> services, List<Engine> engines, List<Sample> samples) {
    this.stack = stack;
    this.services = List.copyOf(services);
    this.engines = List.copyOf(engines);
    this.samples = List.copyOf(samples);
  }

  /** What the services declare to need of the engines. */
  public static List<Claim<?>> claims(List<Service> services) {
    List<Claim<?>> all = new ArrayList<>();
    for (Service service : services) {
      for (Need need : service.needs()) {
        all.add(new Claim<>(service.name(), need));
      }
    }
    return all;
  }

  /** Everything that a service is given where all of them run. */
  public Map<String, String> of(Service service) {
    Map<String, String> all = new LinkedHashMap<>(alone(service));
    all.putAll(service.settingsAmongOthers(this));
    return all;
  }

  /** The same by the service's name. */
  public Map<String, String> of(String name) {
    return of(named(name));
  }

  /** What a service is given whether the others run or not, with the stores that it owns. */
  public Map<String, String> alone(String name) {
    return alone(named(name));
  }

  private Map<String, String> alone(Service service) {
    Map<String, String> all = made(service, stack.folder().path(), Engine::variables);
    samples.stream()
        .filter(Sample::isAdded)
        .flatMap(sample -> sample.variables().entrySet().stream())
        .filter(variable -> variable.getKey().startsWith(service.variablePrefix()))
        .forEach(variable -> all.put(variable.getKey(), variable.getValue()));
    return all;
  }

  /**
   * What a service is given in a module's test: its stores are empty and belong to the test alone,
   * as do its files.
   *
   * @param suffix unique to the test: lower case letters, digits, underscores
   */
  public Map<String, String> fresh(String name, String suffix) {
    Path files = stack.folder().folder("work").resolve(name + "_" + suffix);
    StackFolder.delete(files);
    StackFolder.privateFolder(files);
    return made(named(name), files, (engine, claim) -> engine.freshVariables(claim, suffix));
  }

  private Map<String, String> made(
      Service service, Path files, BiFunction<Engine, Claim<?>, Map<String, String>> variables) {
    Map<String, String> all = new LinkedHashMap<>();
    for (Claim<?> claim : claims(List.of(service))) {
      all.putAll(variables.apply(engine(claim), claim));
    }
    all.put("ORCHESTRATEX_ACCESS_SCRAPE_TOKEN", password("services", "scrape-token"));
    all.put("ORCHESTRATEX_TELEMETRY_LOG_FORMAT", "text");
    all.putAll(service.settings(this));
    all.putAll(service.proposals());
    service
        .files()
        .forEach((variable, place) -> {
          Path file = files.resolve(place);
          StackFolder.privateFolder(file.getParent());
          all.put(variable, file.toString());
        });
    return all;
  }

  private Engine engine(Claim<?> claim) {
    return engines.stream()
        .filter(engine -> engine.name().equals(claim.need().engine()))
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                claim.service() + " needs " + claim.need() + ", and no such engine is there"));
  }

  private Service named(String name) {
    return services.stream()
        .filter(service -> service.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no service " + name));
  }

  /**
   * What a service sees: the variables of the stack and those that the caller has for it. The
   * stack's addresses, accounts and passwords stand; what it only proposes gives way. A path is as
   * seen from the caller's folder: a service runs in the stack's.
   *
   * @param test the stack of the tests keeps its files together, whatever the caller has
   */
  static Map<String, String> withCallers(
      Service service, Map<String, String> stack, Map<String, String> caller, boolean test) {
    Map<String, String> all = new TreeMap<>(stack);
    caller.forEach((name, value) -> {
      boolean names = service.files().containsKey(name) || service.proposedFiles().contains(name);
      boolean file = names && !value.isBlank();
      boolean path = file || (!value.isBlank() && name.matches(service.namesFile()));
      boolean proposed = !names && service.proposals().containsKey(name);
      boolean givesWay = !test && (file || proposed);
      if (name.startsWith(service.variablePrefix()) && (givesWay || !stack.containsKey(name))) {
        all.put(name, path ? Path.of(value).toAbsolutePath().normalize().toString() : value);
      }
    });
    return all;
  }

  @Override
  public String address(String service) {
    return base(stack.ports().of(service));
  }

  private static String base(int port) {
    return "http://" + Wire.HOST + ":" + port;
  }

  @Override
  public Map<String, String> addresses() {
    Map<String, String> all = new LinkedHashMap<>();
    for (Service service : services) {
      stack.ports().kept(service.name()).ifPresent(port -> all.put(service.name(), base(port)));
    }
    return all;
  }

  @Override
  public String password(String part, String account) {
    return stack.secrets().password(part, account);
  }

  @Override
  public String adminPassword() {
    return stack.secrets().adminPassword();
  }
}
