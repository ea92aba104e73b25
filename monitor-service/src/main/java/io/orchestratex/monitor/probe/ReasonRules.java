package io.orchestratex.monitor.probe;

import io.orchestratex.monitor.probe.Measurement.Failed;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Finds the reason of a failure in a chain of exceptions. */
public final class ReasonRules {

  private static final Pattern PASSWORD_IN_URI = Pattern.compile("://[^@/\\s]+@");

  private ReasonRules() {}

  /**
   * The failure that {@code fault} stands for.
   *
   * @param own the driver's own exceptions, asked before the general ones; empty where it does not
   *     know
   */
  public static Failed failed(Throwable fault, Function<Throwable, Optional<Reason>> own) {
    return new Failed(reason(fault, own), detail(fault));
  }

  private static Reason reason(Throwable fault, Function<Throwable, Optional<Reason>> own) {
    for (Throwable t = fault; t != null; t = next(t)) {
      Optional<Reason> known = own.apply(t).or(general(t));
      if (known.isPresent()) {
        return known.get();
      }
    }
    return byText(fault);
  }

  private static Supplier<Optional<Reason>> general(Throwable fault) {
    return () ->
        Optional.ofNullable(
            switch (fault) {
              case UnknownHostException _, UnresolvedAddressException _ -> Reason.DNS;
              // java.net.http hides an unknown name in the cause of a ConnectException.
              case ConnectException e when e.getCause() == null -> Reason.CONNECT;
              case NoRouteToHostException _ -> Reason.CONNECT;
              case SSLException _ -> Reason.TLS;
              case SocketTimeoutException _, TimeoutException _ -> Reason.TIMEOUT;
              default -> null;
            });
  }

  /** Drivers put the fault of a background thread into a message only. */
  private static Reason byText(Throwable fault) {
    StringBuilder all = new StringBuilder();
    for (Throwable t = fault; t != null; t = next(t)) {
      all.append(t).append('\n');
    }
    String text = all.toString();
    if (text.contains("UnknownHost")
        || text.contains("UnresolvedAddress")
        || text.contains("NXDOMAIN")) {
      return Reason.DNS;
    }
    if (text.contains("ConnectException") || text.contains("Connection refused")) {
      return Reason.CONNECT;
    }
    if (text.contains("SSLException") || text.contains("SSLHandshake")) {
      return Reason.TLS;
    }
    if (text.contains("imeout") || text.contains("imed out")) {
      return Reason.TIMEOUT;
    }
    return Reason.CONNECT;
  }

  private static @Nullable Throwable next(Throwable fault) {
    return fault.getCause() == fault ? null : fault.getCause();
  }

  private static String detail(Throwable fault) {
    String message =
        Objects.requireNonNullElse(fault.getMessage(), fault.getClass().getSimpleName());
    return PASSWORD_IN_URI.matcher(message).replaceAll("://***@");
  }
}
