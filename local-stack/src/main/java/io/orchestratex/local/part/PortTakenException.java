package io.orchestratex.local.part;

/** Another program listens where a part was to listen; on other ports the part can be started. */
public final class PortTakenException extends PartFailedException {

  private static final long serialVersionUID = 1L;

  /** Names the part, its port and the program that has it. */
  public PortTakenException(String part, int port, String holder) {
    super(part, "its port " + port + " is held by " + holder, null);
  }
}
