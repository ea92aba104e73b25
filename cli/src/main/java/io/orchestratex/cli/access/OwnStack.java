package io.orchestratex.cli.access;

import io.orchestratex.local.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** The stack of this checkout as what stands behind a gateway's address. */
final class OwnStack {

  /** The user whose password the stack keeps. */
  static final String ADMIN = "admin";

  private final LocalStack stack;

  OwnStack(LocalStack stack) {
    this.stack = stack;
  }

  /** Throws when what answers there is not the process that the stack started. */
  void prove() {
    stack
        .strangerAtGateway()
        .ifPresent(stranger -> {
          throw ApiFailure.notOwnGateway(stack.gatewayAddress().toString(), stranger);
        });
  }

  /** The password of {@link #ADMIN}; empty when the stack has none. */
  Optional<String> adminPassword() {
    try {
      if (!Files.exists(stack.adminPasswordFile())) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(stack.adminPasswordFile());
      return lines.stream().findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + stack.adminPasswordFile(), e);
    }
  }
}
