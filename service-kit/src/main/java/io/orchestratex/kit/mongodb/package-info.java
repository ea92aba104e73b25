/** How a service works with its MongoDB database: transactions, faults, collections, fields. */
@NullMarked
package io.orchestratex.kit.mongodb;

import org.jspecify.annotations.NullMarked;
