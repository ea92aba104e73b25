/** Alerts, cases, rules, their state and deliveries in MongoDB. */
@NullMarked
package io.orchestratex.alert.store.mongodb;

import org.jspecify.annotations.NullMarked;
