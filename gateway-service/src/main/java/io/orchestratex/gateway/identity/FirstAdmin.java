package io.orchestratex.gateway.identity;

import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.readiness.StoreReady;
import jakarta.inject.Singleton;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the user {@code admin} while there is no user at all. */
@Singleton
final class FirstAdmin {

  static final String NAME = "admin";
  private static final Logger LOG = LoggerFactory.getLogger(FirstAdmin.class);

  private final UserStore store;
  private final Users users;
  private final IdentitySettings settings;

  FirstAdmin(UserStore store, Users users, IdentitySettings settings) {
    this.store = store;
    this.users = users;
    this.settings = settings;
  }

  @EventListener
  void make(StoreReady ready) {
    if (store.count() > 0) {
      return;
    }
    if (settings.adminPassword() == null) {
      LOG.warn(
          "there is no user and orchestratex.gateway.identity.admin-password is not set:"
              + " no user can sign in");
      return;
    }
    try {
      users.add(NAME, null, settings.adminPassword().reveal(), List.of(Role.ADMIN));
      LOG.atInfo().addKeyValue("username", NAME).log("first admin made");
    } catch (FailureException e) {
      if (!(e.failure() instanceof Failure.Conflict)) {
        throw e;
      }
      // Another replica was faster.
    }
  }
}
