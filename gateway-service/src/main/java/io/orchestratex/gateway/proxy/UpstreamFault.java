package io.orchestratex.gateway.proxy;

/** Why a service gave no answer. */
enum UpstreamFault {
  /** It is known to be down: nothing was tried. */
  DOWN,
  /** No byte was sent. */
  UNREACHABLE,
  /** The connection broke; the service may have seen the request. */
  BROKEN,
  /** The gateway has as many requests open with the service as it allows. */
  BUSY,
  /** The service was silent for too long. */
  LATE
}
