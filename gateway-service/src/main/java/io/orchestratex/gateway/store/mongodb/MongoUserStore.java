package io.orchestratex.gateway.store.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.model.Filters;
import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.data.exceptions.OptimisticLockException;
import io.micronaut.data.model.Pageable;
import io.micronaut.data.model.Sort;
import io.orchestratex.contracts.IdentityEvent;
import io.orchestratex.gateway.identity.User;
import io.orchestratex.gateway.identity.UserStore;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.outbox.MongoOutbox;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bson.conversions.Bson;

/** Users in the collection {@code users}. */
@Singleton
final class MongoUserStore implements UserStore {

  private static final int DUPLICATE_KEY = 11_000;
  private static final Bson ADMINS =
      Filters.and(Filters.eq("enabled", true), Filters.eq("roles", Role.ADMIN));

  private final UserRepository users;
  private final Collections collections;
  private final MongoRevocationStore revocations;
  private final MongoOutbox outbox;
  private final MongoTransactions transactions;

  MongoUserStore(
      UserRepository users,
      Collections collections,
      MongoRevocationStore revocations,
      MongoOutbox outbox,
      MongoTransactions transactions) {
    this.users = users;
    this.collections = collections;
    this.revocations = revocations;
    this.outbox = outbox;
    this.transactions = transactions;
  }

  @Override
  public Optional<User> find(String id) {
    return users.findById(id).map(UserDocument::user);
  }

  @Override
  public Optional<User> findByUsername(String username) {
    return users.findByUsername(username).map(UserDocument::user);
  }

  @Override
  public Page<User> list(PageRequest page) {
    List<User> items =
        users
            .findAll(
                Pageable.from(0, page.offset() + page.limit(), Sort.of(Sort.Order.asc("username"))))
            .getContent()
            .stream()
            .skip(page.offset())
            .map(UserDocument::user)
            .toList();
    return Page.of(items, page, users.count());
  }

  @Override
  public long count() {
    return users.count();
  }

  @Override
  public void insert(User user) {
    try {
      users.save(UserDocument.of(user, user.version()));
    } catch (DataAccessException | MongoException e) {
      throw translated(e, user);
    }
  }

  @Override
  public void update(User user, Optional<String> revocationReason) {
    try {
      transactions.run(session -> {
        keepingAnAdmin(
            session, user, () -> users.update(UserDocument.of(user, user.version() - 1)));
        revocationReason.ifPresent(reason -> revoke(session, user, reason, user.tokensAfter()));
        return user;
      });
    } catch (OptimisticLockException e) {
      throw new FailureException(
          new io.orchestratex.kit.failure.Failure.Conflict(
              "identity.user-changed", "Somebody else changed the user meanwhile. Try again."),
          e);
    } catch (DataAccessException | MongoException e) {
      throw translated(e, user);
    }
  }

  @Override
  public void delete(User user, Instant revokedAt) {
    transactions.run(session -> {
      keepingAnAdmin(session, user, () -> users.deleteById(user.id()));
      collections.apiKeys().deleteMany(session, Filters.eq("ownerId", user.id()));
      collections.dropGuard(session, MongoApiKeyStore.guardOf(user.id()));
      collections.refreshFamilies().deleteMany(session, Filters.eq("userId", user.id()));
      revoke(session, user, "user removed", revokedAt);
      return user;
    });
  }

  /** A change that takes an admin away follows every other such change, and fails as the last. */
  private void keepingAnAdmin(ClientSession session, User user, Runnable change) {
    boolean wasAdmin = isAdmin(session, user.id());
    if (wasAdmin) {
      collections.guard(session, "admins");
    }
    change.run();
    if (wasAdmin && collections.users().countDocuments(session, ADMINS) == 0) {
      throw FailureException.conflict(
          "identity.last-admin",
          user.username() + " is the last admin. Make another user an admin first.");
    }
  }

  private boolean isAdmin(ClientSession session, String id) {
    return collections.users().find(session, Filters.and(Filters.eq("_id", id), ADMINS)).first()
        != null;
  }

  private void revoke(ClientSession session, User user, String reason, Instant revokedAt) {
    revocations.noteSubject(session, user.id(), revokedAt);
    outbox.append(
        session,
        new IdentityEvent.SubjectRevoked(user.id(), reason, revokedAt),
        revokedAt.toEpochMilli());
  }

  private static RuntimeException translated(RuntimeException fault, User user) {
    for (Throwable t = fault; t != null; t = t.getCause()) {
      if (t instanceof MongoException mongo && mongo.getCode() == DUPLICATE_KEY) {
        return FailureException.conflict(
            "identity.name-taken",
            "The name "
                + user.username()
                + (user.email() == null ? "" : " or the address " + user.email())
                + " is taken.");
      }
    }
    return fault;
  }
}
