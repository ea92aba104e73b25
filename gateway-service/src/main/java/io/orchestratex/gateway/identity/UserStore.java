package io.orchestratex.gateway.identity;

import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.TextFilter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps users. Implementations are thread-safe and block. */
public interface UserStore {

  Optional<User> find(String id);

  Optional<User> findByUsername(String username);

  /** By name. */
  Page<User> list(Filter filter, PageRequest page);

  /**
   * Which users are wanted; null means any.
   *
   * @param text part of the name
   * @param orAddress whether the text may be part of the e-mail address instead
   */
  record Filter(
      @Nullable TextFilter text,
      boolean orAddress,
      @Nullable String role,
      @Nullable Boolean enabled) {}

  long count();

  /**
   * Adds a user.
   *
   * @throws io.orchestratex.kit.failure.FailureException Conflict when the name or address is taken
   */
  void insert(User user);

  /**
   * Saves a changed user over {@code version - 1}, in one transaction with the event that makes
   * their earlier tokens worthless when {@code revocationReason} is given.
   *
   * @throws io.orchestratex.kit.failure.FailureException Conflict when another request changed the
   *     user meanwhile, the address is taken, or no enabled admin would be left, also when several
   *     users are changed at the same moment
   */
  void update(User user, Optional<String> revocationReason);

  /**
   * Removes a user, their API keys and refresh tokens, and revokes their tokens, all or nothing.
   *
   * @throws io.orchestratex.kit.failure.FailureException Conflict when no enabled admin would be
   *     left, also when several users are removed at the same moment
   */
  void delete(User user, java.time.Instant revokedAt);
}
