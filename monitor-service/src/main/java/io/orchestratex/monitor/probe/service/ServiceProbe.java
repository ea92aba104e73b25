package io.orchestratex.monitor.probe.service;

import io.orchestratex.kit.access.AccessSettings;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.target.Target;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;

/** Measures a service of ours: its readiness, and the meters of ours that it exposes. */
@Singleton
final class ServiceProbe implements Probe {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();
  private final ServiceProbeSettings settings;
  private final String token;

  ServiceProbe(ServiceProbeSettings settings, AccessSettings access) {
    this.settings = settings;
    Secret scrapeToken = access.scrapeToken();
    this.token = scrapeToken == null ? "" : scrapeToken.reveal();
  }

  @Override
  public String engine() {
    return "service";
  }

  @Override
  public Set<String> groups() {
    return Set.of("services");
  }

  @Override
  public boolean exposesItself() {
    return true;
  }

  @Override
  public String addressForm() {
    return "http://host:port or https://host:port, without a user";
  }

  @Override
  public boolean accepts(Secret address) {
    try {
      URI uri = URI.create(address.reveal());
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public Session open(Target target) {
    return new ServiceSession(target, http, token, settings.maxSeries());
  }

  @PreDestroy
  void stop() {
    http.shutdownNow();
  }
}
