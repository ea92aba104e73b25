package io.orchestratex.gateway.store.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.micronaut.data.exceptions.DataAccessException;
import io.orchestratex.contracts.IdentityEvent;
import io.orchestratex.gateway.identity.User;
import io.orchestratex.gateway.identity.UserStore;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.mongodb.MongoFaults;
import io.orchestratex.kit.outbox.MongoOutbox;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bson.conversions.Bson;

/** Users in the collection {@code users}. */
@Singleton
final class MongoUserStore implements UserStore {

  private static final Bson ADMINS =
      Filters.and(Filters.eq("enabled", true), Filters.eq("roles", Role.ADMIN));

  private final UserRepository users;
  private final Collections collections;
  private final MongoRevocationStore revocations;
  private final MongoOutbox outbox;
  private final Mongo mongo;

  MongoUserStore(
      UserRepository users,
      Collections collections,
      MongoRevocationStore revocations,
      MongoOutbox outbox,
      Mongo mongo) {
    this.users = users;
    this.collections = collections;
    this.revocations = revocations;
    this.outbox = outbox;
    this.mongo = mongo;
  }

  @Override
  public Optional<User> find(String id) {
    return mongo.call(() -> users.findById(id).map(UserDocument::user));
  }

  @Override
  public Optional<User> findByUsername(String username) {
    return mongo.call(() -> users.findByUsername(username).map(UserDocument::user));
  }

  /** By the driver: a page of the repository begins at a multiple of its size only. */
  @Override
  public Page<User> list(Filter filter, PageRequest page) {
    Bson matching = matching(filter);
    return mongo.call(() -> {
      List<User> items = new ArrayList<>();
      collections
          .users()
          .find(matching)
          .sort(Sorts.ascending("username"))
          .skip(page.offset())
          .limit(page.limit())
          .forEach(document -> items.add(document.user()));
      return Page.of(items, page, collections.users().countDocuments(matching));
    });
  }

  private static Bson matching(Filter filter) {
    List<Bson> all = new ArrayList<>();
    if (filter.text() != null) {
      Pattern text = filter.text().mongoPattern();
      Bson name = Filters.regex("username", text);
      all.add(filter.orAddress() ? Filters.or(name, Filters.regex("email", text)) : name);
    }
    if (filter.role() != null) {
      all.add(Filters.eq("roles", filter.role()));
    }
    if (filter.enabled() != null) {
      all.add(Filters.eq("enabled", filter.enabled()));
    }
    return all.isEmpty() ? Filters.empty() : Filters.and(all);
  }

  @Override
  public long count() {
    return mongo.call(users::count);
  }

  @Override
  public void insert(User user) {
    mongo.run(() -> {
      try {
        users.save(UserDocument.of(user));
      } catch (MongoException | DataAccessException e) {
        throw translated(e, user);
      }
    });
  }

  @Override
  public void update(User user, Optional<String> revocationReason) {
    mongo.inTransaction(session -> {
      keepingAnAdmin(session, user, () -> replace(session, user));
      revocationReason.ifPresent(reason -> revoke(session, user, reason, user.tokensAfter()));
      return user;
    });
  }

  private void replace(ClientSession session, User user) {
    try {
      long found =
          collections
              .users()
              .replaceOne(
                  session,
                  Filters.and(
                      Filters.eq("_id", user.id()), Filters.eq("version", user.version() - 1)),
                  UserDocument.of(user))
              .getMatchedCount();
      if (found == 0) {
        throw FailureException.conflict(
            "identity.user-changed", "Another request changed the user meanwhile. Try again.");
      }
    } catch (MongoException e) {
      throw translated(e, user);
    }
  }

  @Override
  public void delete(User user, Instant revokedAt) {
    mongo.inTransaction(session -> {
      keepingAnAdmin(
          session,
          user,
          () -> collections.users().deleteOne(session, Filters.eq("_id", user.id())));
      collections.apiKeys().deleteMany(session, Filters.eq("owner_id", user.id()));
      collections.dropGuard(session, MongoApiKeyStore.guardOf(user.id()));
      collections.refreshFamilies().deleteMany(session, Filters.eq("user_id", user.id()));
      collections.consoleSessions().deleteMany(session, Filters.eq("user_id", user.id()));
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
    return MongoFaults.isDuplicateKey(fault)
        ? FailureException.conflict(
            "identity.name-taken",
            "The name "
                + user.username()
                + (user.email() == null ? "" : " or the address " + user.email())
                + " is taken.")
        : fault;
  }
}
