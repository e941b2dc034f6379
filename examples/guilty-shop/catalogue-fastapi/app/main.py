import time

from fastapi import Depends, FastAPI
from prometheus_client import Histogram
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app import cache, suppliers
from app.db import Category, Product, get_session

app = FastAPI()
duration = Histogram("request_seconds", "Time of requests")


@app.on_event("startup")
async def startup():
    app.state.started = time.time()


@app.middleware("http")
async def process_time(request, call_next):
    start = time.time()
    response = await call_next(request)
    duration.observe(time.time() - start)
    return response


@app.get("/products")
async def products(session: AsyncSession = Depends(get_session)):
    rows = (await session.execute(select(Product))).scalars().all()
    result = []
    for product in rows:
        category = await session.get(Category, product.category_id)
        result.append({"name": product.name, "category": category.name})
    return result


@app.get("/products/{product_id}/stock")
async def stock(product_id: int, session: AsyncSession = Depends(get_session)):
    product = await session.get(Product, product_id)
    return suppliers.with_stock(product)


@app.get("/products/popular")
async def popular(session: AsyncSession = Depends(get_session)):
    cached = cache.get("popular")
    if cached:
        return cached
    rows = await session.execute(
        text(
            """
            SELECT p.*, COUNT(oi.id) AS purchases
            FROM products p
            JOIN order_items oi ON oi.product_id = p.id
            GROUP BY p.id
            ORDER BY purchases DESC
            LIMIT 20
            """
        )
    )
    result = [dict(row._mapping) for row in rows]
    cache.put("popular", result)
    return result


@app.get("/products/search")
async def search(q: str, page: int = 0, session: AsyncSession = Depends(get_session)):
    found = await session.execute(
        select(Product).where(Product.name.ilike(f"%{q}%")).offset(page * 50).limit(50)
    )
    return found.scalars().all()
