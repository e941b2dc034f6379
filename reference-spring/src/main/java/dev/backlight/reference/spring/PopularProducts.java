package dev.backlight.reference.spring;

import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /popular-products`: the best sellers, kept for fifteen minutes.
@RestController
class PopularProducts {

  static final String CACHE = "popular-products";

  private final Source source;

  PopularProducts(Source source) {
    this.source = source;
  }

  @GetMapping("/popular-products")
  BestSellers.Ranking popular() {
    return source.ranking();
  }

  /// Where the ranking comes from.
  interface Source {
    BestSellers.Ranking ranking();
  }

  /// Kept, but not guarded: between expiry and the first answer everybody computes it.
  @Service
  @Profile("guilty")
  static class Guilty implements Source {

    private final BestSellers bestSellers;

    Guilty(BestSellers bestSellers) {
      this.bestSellers = bestSellers;
    }

    @Override
    @Cacheable(CACHE)
    public BestSellers.Ranking ranking() {
      return bestSellers.ranking();
    }
  }

  /// One computes it and the others wait for that, here and in all other instances.
  ///
  /// `sync = true` asks the cache for this and the cache must keep the promise: Spring's own for
  /// Redis does not (see [Caches]).
  @Service
  @Profile("redeemed")
  static class Redeemed implements Source {

    private final BestSellers bestSellers;

    Redeemed(BestSellers bestSellers) {
      this.bestSellers = bestSellers;
    }

    @Override
    @Cacheable(cacheNames = CACHE, sync = true)
    public BestSellers.Ranking ranking() {
      return bestSellers.ranking();
    }
  }
}
