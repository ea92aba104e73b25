package io.orchestratex.local.part;

import io.orchestratex.local.stack.Ports;
import java.util.List;
import java.util.Optional;

/** A process behind one port: the standard one if it is free at the first start, else another. */
public abstract class SinglePortPart extends ProcessPart {

  private final Ports ports;
  private final int standardPort;

  protected SinglePortPart(String name, StackContext stack, int standardPort) {
    super(name, stack);
    this.ports = stack.ports();
    this.standardPort = standardPort;
  }

  /** The port on this machine. */
  public final int port() {
    return ports.of(name());
  }

  /** The port that it was given at its last start. */
  protected final Optional<Integer> keptPort() {
    return ports.kept(name());
  }

  /** Whether it ever had a port. */
  protected final boolean hasPort() {
    return keptPort().isPresent();
  }

  @Override
  public final String address() {
    return ports.kept(name()).map(this::addressAt).orElse("no port yet");
  }

  protected String addressAt(int port) {
    return Wire.HOST + ":" + port;
  }

  @Override
  protected final List<Integer> listensOn() {
    return keptPort().stream().toList();
  }

  @Override
  public final void choosePorts() {
    if (!process().isRunning() || ports.isToMove(name())) {
      ports.choose(name(), standardPort);
    }
  }
}
