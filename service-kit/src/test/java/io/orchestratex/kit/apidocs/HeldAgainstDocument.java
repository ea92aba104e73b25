package io.orchestratex.kit.apidocs;

import io.micronaut.context.ApplicationContext;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Holds what a running service answers against the document that it offers. Thread-safe. */
public final class HeldAgainstDocument {

  /** Services whose documents do not describe all of what they answer yet. */
  private static final Set<String> NOT_YET = Set.of("alert-service");

  private static final boolean ALL = Boolean.getBoolean("ox.apidocs.all");

  private static final WeakHashMap<ApplicationContext, ApiContract> CONTRACTS = new WeakHashMap<>();

  private HeldAgainstDocument() {}

  /**
   * Passes an exchange that the service's document describes.
   *
   * @throws AssertionError when it does not
   */
  public static void check(
      ApplicationContext service, HttpRequest request, HttpResponse<?> response) {
    if (!request.uri().getRawPath().startsWith("/api/")) {
      return;
    }
    String name = service.getProperty("micronaut.application.name", String.class).orElse("");
    boolean held = ALL || !NOT_YET.contains(name);
    ApiContract contract = held || ExchangeRecorder.isOn() ? contract(service, name) : null;
    if (contract == null) {
      return;
    }
    Exchange exchange = Exchange.of(request, response);
    ExchangeRecorder.record(contract, exchange);
    if (held) {
      contract.check(exchange);
    }
  }

  private static @Nullable ApiContract contract(ApplicationContext service, String name) {
    synchronized (CONTRACTS) {
      if (!service.isRunning()) {
        return null;
      }
      return CONTRACTS.computeIfAbsent(
          service,
          context -> {
            OwnApiDocument document = context.getBean(OwnApiDocument.class);
            ExchangeRecorder.document(name, document.yaml());
            return ApiContract.ofService(document);
          });
    }
  }
}
