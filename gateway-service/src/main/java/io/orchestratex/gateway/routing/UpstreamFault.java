package io.orchestratex.gateway.routing;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;

/** Why a service gave no answer. */
enum UpstreamFault {
  /** No byte was sent. */
  UNREACHABLE,
  /** The connection broke; the service may have seen the request. */
  BROKEN,
  /** The gateway has as many requests open with the service as it allows. */
  BUSY;

  static UpstreamFault of(Throwable fault) {
    for (Throwable t = fault; t != null; t = t.getCause()) {
      if (t instanceof ConnectException
          || t instanceof UnknownHostException
          || t instanceof NoRouteToHostException) {
        return UNREACHABLE;
      }
      if (t instanceof TimeoutException) {
        return BUSY; // The wait for a connection from the pool; other waits are the exchange's own.
      }
      String message = t.getMessage();
      if (message != null && message.contains("Connect Error")) {
        return UNREACHABLE;
      }
      if (message != null && message.contains("exceeded max pending acquires")) {
        return BUSY;
      }
    }
    return BROKEN;
  }
}
