package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Programs that hide a wait behind files and helpers, and programs that only look guilty.
class ConcurrencyTest {

  private static final String LOOP = "blocking-call-on-event-loop";

  private static List<String> places(String crime, Map<String, String> files) {
    return Trial.of(files, crime).stream()
        .map(s -> s.location().path() + ":" + s.location().span().startLine())
        .toList();
  }

  @Test
  void blockingCallIsFoundBehindAnotherFileAndAProperty() {
    assertThat(
            places(
                LOOP,
                Map.of(
                    "rates.py",
                    """
                    import requests

                    class Rates:
                        @property
                        def latest(self):
                            return requests.get("http://rates", timeout=2).json()
                    """,
                    "main.py",
                    """
                    from fastapi import FastAPI
                    from rates import Rates

                    app = FastAPI()

                    @app.get("/")
                    async def price():
                        return Rates().latest
                    """)))
        .containsExactly("rates.py:6");
  }

  @Test
  void whatIsMovedOffTheLoopIsInnocent() {
    assertThat(
            places(
                LOOP,
                Map.of(
                    "main.py",
                    """
                    import asyncio
                    import time
                    import requests
                    from fastapi import FastAPI
                    from fastapi.concurrency import run_in_threadpool

                    app = FastAPI()

                    def rates():
                        time.sleep(1)
                        return requests.get("http://rates", timeout=2).json()

                    @app.get("/a")
                    async def a():
                        return await asyncio.to_thread(rates)

                    @app.get("/b")
                    async def b():
                        loop = asyncio.get_running_loop()
                        return await loop.run_in_executor(None, lambda: rates())

                    @app.get("/c")
                    async def c():
                        return await run_in_threadpool(rates)

                    @app.get("/d")
                    def d():
                        return rates()
                    """)))
        .isEmpty();
  }

  @Test
  void synchronousFilesAtTheTopOfAModuleAreInnocent() {
    assertThat(
            places(
                LOOP,
                Map.of(
                    "app.ts",
                    """
                    import express from 'express';
                    import fs from 'fs';
                    const terms = fs.readFileSync('/srv/terms.html', 'utf8');
                    const app = express();
                    app.get('/terms', (req, res) => { res.send(terms); });
                    """)))
        .isEmpty();
  }

  @Test
  void blockingHashBehindAServiceIsFound() {
    assertThat(
            places(
                LOOP,
                Map.of(
                    "passwords.js",
                    """
                    const bcrypt = require('bcrypt');
                    exports.hash = password => bcrypt.hashSync(password, 10);
                    """,
                    "app.js",
                    """
                    const express = require('express');
                    const passwords = require('./passwords');
                    const app = express();
                    app.post('/signup', (req, res) => {
                      res.send(passwords.hash(req.body.password));
                    });
                    """)))
        .containsExactly("passwords.js:2");
  }

  @Test
  void memoryStreamsAndTheirLikeAreInnocent() {
    assertThat(
            places(
                LOOP,
                Map.of(
                    "Pages.cs",
                    """
                    using System.IO;
                    using Microsoft.EntityFrameworkCore;

                    public class ShopContext : DbContext
                    {
                        public DbSet<Order> Orders { get; set; }
                    }

                    public class Pages
                    {
                        private readonly ShopContext _context;

                        public async Task<string> Page(Order order, byte[] bytes)
                        {
                            var memory = new MemoryStream();
                            memory.Write(bytes, 0, bytes.Length);
                            var writer = new StringWriter();
                            writer.Write("x");
                            _context.Orders.Add(order);
                            await _context.SaveChangesAsync();
                            await Task.Run(() => File.ReadAllText("/srv/a"));
                            return writer.ToString();
                        }
                    }
                    """)))
        .isEmpty();
  }

  @Test
  void resultOfACompletedTaskIsInnocent() {
    assertThat(
            places(
                "sync-over-async",
                Map.of(
                    "Rates.cs",
                    """
                    public class Rates
                    {
                        private readonly HttpClient _http;

                        public async Task<string> A(List<string> urls)
                        {
                            var tasks = urls.Select(url => _http.GetStringAsync(url)).ToList();
                            await Task.WhenAll(tasks);
                            return string.Join(",", tasks.Select(t => t.Result));
                        }

                        public string B(Task<string> task)
                        {
                            return task.IsCompletedSuccessfully ? task.Result : "";
                        }

                        private async void OnClick(object sender, EventArgs e)
                        {
                            await _http.GetStringAsync("/click");
                        }
                    }
                    """)))
        .isEmpty();
  }

  @Test
  void waitsThatBuildOnEachOtherOrShareASessionAreInnocent() {
    assertThat(
            places(
                "sequential-awaits",
                Map.of(
                    "orders.py",
                    """
                    from sqlalchemy.ext.asyncio import AsyncSession
                    from sqlalchemy import select

                    async def page(session: AsyncSession, user_id, item_id):
                        user = await session.get(User, user_id)
                        item = await session.get(Item, item_id)
                        return user, item
                    """,
                    "page.ts",
                    """
                    import axios from 'axios';
                    const http = axios.create({ timeout: 2000 });

                    export async function page(id: number) {
                      const user = await http.get(`http://users/${id}`);
                      if (!user.data.active) {
                        return null;
                      }
                      const orders = await http.get(`http://orders/${id}`);
                      return orders.data;
                    }
                    """)))
        .isEmpty();
  }

  @Test
  void loopsThatAreMeantToWaitAreInnocent() {
    assertThat(
            places(
                "await-in-loop",
                Map.of(
                    "files.ts",
                    """
                    import { readFile, unlink } from 'fs/promises';
                    import { setTimeout as sleep } from 'timers/promises';

                    export async function retry(path: string) {
                      for (let attempt = 0; attempt < 5; attempt++) {
                        const text = await readFile(path, 'utf8');
                        if (text) return text;
                      }
                    }

                    export async function first(paths: string[]) {
                      for (const path of paths) {
                        const text = await readFile(path, 'utf8');
                        if (text) return text;
                      }
                    }

                    export async function constants() {
                      const result = [];
                      for (const path of ['/a', '/b']) {
                        result.push(await readFile(path, 'utf8'));
                      }
                      return result;
                    }
                    """)))
        .isEmpty();
  }

  @Test
  void boundedFanOutIsInnocent() {
    assertThat(
            places(
                "unbounded-fan-out",
                Map.of(
                    "pings.ts",
                    """
                    import axios from 'axios';
                    import pMap from 'p-map';
                    const http = axios.create({ timeout: 2000 });

                    export async function two() {
                      return Promise.all([http.get('http://a'), http.get('http://b')]);
                    }

                    export async function constants() {
                      return Promise.all(['http://a', 'http://b'].map(url => http.get(url)));
                    }

                    export async function bounded(urls: string[]) {
                      return pMap(urls, url => http.get(url), { concurrency: 10 });
                    }

                    export async function page(urls: string[]) {
                      return Promise.all(urls.slice(0, 20).map(url => http.get(url)));
                    }

                    export async function chunks(urls: string[]) {
                      for (let i = 0; i < urls.length; i += 20) {
                        await Promise.all(urls.slice(i, i + 20).map(url => http.get(url)));
                      }
                    }
                    """)))
        .isEmpty();
  }

  @Test
  void fanOutOverPushedPromisesIsFound() {
    assertThat(
            places(
                "unbounded-fan-out",
                Map.of(
                    "pings.ts",
                    """
                    import axios from 'axios';
                    const http = axios.create({ timeout: 2000 });

                    export async function ping(urls: string[]) {
                      const pending = [];
                      for (const url of urls) {
                        pending.push(http.get(url));
                      }
                      return Promise.all(pending);
                    }
                    """)))
        .containsExactly("pings.ts:9");
  }

  /// What a name holds leads back to the name: following it must end.
  @Test
  void aListThatIsFilteredIntoItselfIsFollowedOnce() {
    assertThat(
            places(
                "unbounded-fan-out",
                Map.of(
                    "pings.ts",
                    """
                    import axios from 'axios';
                    const http = axios.create({ timeout: 2000 });

                    export async function ping(urls: string[]) {
                      urls = urls.filter(url => url.startsWith('https'));
                      return Promise.all(urls.map(url => http.get(url)));
                    }
                    """)))
        .containsExactly("pings.ts:6");
  }

  @Test
  void timeoutsOfClientsAndScopesCount() {
    assertThat(
            places(
                "missing-timeout",
                Map.of(
                    "rates.py",
                    """
                    import httpx
                    import requests
                    from requests.adapters import HTTPAdapter

                    class Bounded(HTTPAdapter):
                        def send(self, *args, **kwargs):
                            kwargs["timeout"] = 5
                            return super().send(*args, **kwargs)

                    def session():
                        session = requests.Session()
                        session.mount("http://", Bounded())
                        return session.get("http://rates")

                    def default():
                        return httpx.get("http://rates")
                    """,
                    "rates.ts",
                    """
                    import axios from 'axios';
                    const http = axios.create({ baseURL: 'http://rates', timeout: 2000 });

                    export const latest = async () => (await http.get('/latest')).data;
                    export const other = async () =>
                      fetch('http://rates', { signal: AbortSignal.timeout(2000) });
                    """)))
        .isEmpty();
  }

  @Test
  void aLockPerKeyAndALoadDoneOnceAreNotSure() {
    assertThat(
            places(
                "lock-held-over-io",
                Map.of(
                    "rates.py",
                    """
                    import asyncio
                    import httpx

                    client = httpx.AsyncClient(timeout=2)
                    locks = {}

                    async def rate(key):
                        async with locks[key]:
                            return await client.get(f"http://rates/{key}")
                    """)))
        .isEmpty();
  }
}
