package io.orchestratex.kit.apidocs;

import io.micronaut.context.ApplicationContext;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Holds what a running service answers against the document that it offers. Thread-safe. */
public final class HeldAgainstDocument {

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
    ApiContract contract = contract(service, name);
    if (contract != null) {
      Exchange exchange = Exchange.of(request, response);
      ExchangeRecorder.record(contract, exchange);
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
